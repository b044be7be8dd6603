package paracel.job.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reports are taken out of any mixture of bytes, however it is cut, and all else gets through. */
class ReportFilterTest {

  private static final String NONCE = "0123456789abcdef";
  private static final int RANKS = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static String report(int rank, int code) {
    return new String(RankReport.ended(NONCE, rank, code), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void reportsAreTakenOutOfPiecesOfAnySize() throws IOException {
    String text =
        "progr\u00e4s\r50 %\r"
            + report(11, 3)
            + "in the middle"
            + report(0, 0)
            + report(1, 255)
            + "\u0001"
            + NONCE
            + ":\nno report\u0001\u0001"
            + NONCE
            + ":99:0\nend\u0001"
            + NONCE;
    String rest =
        "progr\u00e4s\r50 %\rin the middle\u0001" + NONCE + ":\nno report\u0001end\u0001" + NONCE;
    byte[] all = bytes(text);
    for (int size = 1; size <= all.length; size++) {
      out.reset();
      ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
      for (int from = 0; from < all.length; from += size) {
        filter.write(all, from, Math.min(size, all.length - from));
      }
      filter.close();
      assertEquals(rest, out.toString(StandardCharsets.UTF_8), "pieces of " + size);
      assertEquals(Map.of(0, 0, 1, 255, 11, 3), filter.exitCodes(), "pieces of " + size);
    }
  }

  @Test
  void textIsPassedOnAtOnce() throws IOException {
    ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
    filter.write(bytes("\r[ 12.3 s] solve 0"));
    assertEquals("\r[ 12.3 s] solve 0", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void wordsOfOtherRanksMayCutOneOfTwoCopies() throws IOException {
    byte[] report = RankReport.ended(NONCE, 7, 2);
    for (int cut = 0; cut <= report.length; cut++) {
      ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
      filter.write(report, 0, cut);
      filter.write(bytes("other"));
      filter.write(report, cut, report.length - cut);
      filter.close();
      assertEquals(Map.of(7, 2), filter.exitCodes(), "cut at " + cut);
    }
  }

  @Test
  void beginIsNotAnEnd() throws IOException {
    ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
    filter.write(bytes("text"));
    assertFalse(filter.hasBegun());
    filter.write(RankReport.begun(NONCE, RANKS));
    assertFalse(filter.hasBegun(), "there is no such rank");
    filter.write(RankReport.begun(NONCE, 3));
    assertTrue(filter.hasBegun());
    assertEquals(Map.of(), filter.exitCodes());
    filter.close();
    assertEquals("text", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void reportsOfOthersAreText() throws IOException {
    String other = report(1, 0).replace("abc", "cba");
    ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
    filter.write(bytes(other));
    filter.close();
    assertEquals(Map.of(), filter.exitCodes());
    assertEquals(other, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theEndIsKept() throws IOException {
    ReportFilter filter = new ReportFilter(out, NONCE, RANKS);
    for (int i = 0; i < 10_000; i++) {
      filter.write(bytes("line " + i + "\n"));
    }
    assertEquals(1 << 16, filter.passed().length());
    assertEquals("line 9999", filter.passed().lines().toList().getLast());
  }
}
