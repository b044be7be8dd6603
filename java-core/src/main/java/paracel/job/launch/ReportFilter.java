package paracel.job.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paracel.base.ExitCode;

/**
 * Takes the reports of ranks out of a stream of bytes and passes on the rest at once. A report may
 * come in any number of pieces. Used by one thread; others may ask for exit codes when that thread
 * has ended, and everything else at any time.
 */
final class ReportFilter extends OutputStream {

  private static final Pattern REST =
      Pattern.compile("(\\d{1,9}):(\\d{1,3}|" + RankReport.BEGUN + ")\n");

  /** Enough for what mpirun says in the end, with what ssh has said before. */
  private static final int KEPT_BYTES = 1 << 16;

  private final OutputStream out;
  private final int ranks;
  private final byte[] prefix;
  private final TreeMap<Integer, Integer> exitCodes = new TreeMap<>();
  private byte[] held = new byte[0]; // the beginning of what may be a report
  private volatile boolean hasBegun;
  private volatile boolean hasAllReported;
  private volatile boolean hasFailure;
  private volatile long lastReportNs;
  private final StringBuilder passed = new StringBuilder();

  ReportFilter(OutputStream out, String nonce, int ranks) {
    this.out = out;
    this.ranks = ranks;
    this.prefix = RankReport.prefix(nonce).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a rank has reported, if only that it has begun. */
  boolean hasBegun() {
    return hasBegun;
  }

  /** Whether every rank has reported its exit code. */
  boolean hasAllReported() {
    return hasAllReported;
  }

  /** Whether a rank has failed, and for so long no other has reported. */
  boolean hasFailedBefore(long quietNs) {
    return hasFailure && System.nanoTime() - lastReportNs > quietNs;
  }

  /** Exit codes by rank. */
  TreeMap<Integer, Integer> exitCodes() {
    return exitCodes;
  }

  /** The last that was passed on, at most 64 KiB; letters outside ASCII are not to be trusted. */
  String passed() {
    synchronized (passed) {
      return passed.toString();
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    byte[] text = Arrays.copyOf(held, held.length + count);
    System.arraycopy(bytes, offset, text, held.length, count);
    int at = 0; // everything before is dealt with
    for (int i = 0; i < text.length; ) {
      int length = reportLength(text, i);
      if (length == 0) {
        i++;
        continue;
      }
      pass(text, at, i);
      at = length > 0 ? i + length : i;
      if (length < 0) {
        break;
      }
      i = at;
    }
    boolean isOpen = at < text.length && reportLength(text, at) < 0;
    if (!isOpen) {
      pass(text, at, text.length);
      at = text.length;
    }
    held = Arrays.copyOfRange(text, at, text.length);
    out.flush();
  }

  /** Bytes of the report that begins there; 0 when none does, -1 when more bytes must tell. */
  private int reportLength(byte[] text, int from) {
    int known = Math.min(prefix.length, text.length - from);
    if (!Arrays.equals(text, from, from + known, prefix, 0, known)) {
      return 0;
    }
    if (known < prefix.length) {
      return -1;
    }
    int length = Math.min(RankReport.BYTES_MAX, text.length - from) - known;
    String rest = new String(text, from + known, length, StandardCharsets.ISO_8859_1);
    Matcher matcher = REST.matcher(rest);
    if (!matcher.lookingAt()) {
      boolean canBecomeOne = matcher.hitEnd() && text.length - from < RankReport.BYTES_MAX;
      return canBecomeOne ? -1 : 0;
    }
    int rank = Integer.parseInt(matcher.group(1));
    if (rank < ranks) {
      hasBegun = true;
      if (!matcher.group(2).equals(RankReport.BEGUN)) {
        keep(rank, Integer.parseInt(matcher.group(2)));
      }
    }
    return known + matcher.end();
  }

  private void keep(int rank, int exitCode) {
    exitCodes.put(rank, exitCode);
    lastReportNs = System.nanoTime();
    hasFailure |= exitCode != ExitCode.DONE;
    hasAllReported = exitCodes.size() == ranks;
  }

  private void pass(byte[] text, int from, int to) throws IOException {
    out.write(text, from, to - from);
    synchronized (passed) {
      passed.append(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
      passed.delete(0, Math.max(0, passed.length() - KEPT_BYTES));
    }
  }

  /** Passes on what is held back; the stream below stays open. */
  @Override
  public void close() throws IOException {
    pass(held, 0, held.length);
    held = new byte[0];
    out.flush();
  }
}
