package paracel.job.launch;

import java.nio.charset.StandardCharsets;

/**
 * The first and the last words of a rank to {@code paracel launch}, on stderr, since mpirun brings
 * that from all nodes and its own exit code tells little: it is 137 for a job that handled the loss
 * of a rank, and may be 0 for one that did not.
 *
 * <pre>
 *   0x01  nonce (16 hexadecimal digits)  ':'  rank  ':'  exit code, or "begun"  '\n'
 * </pre>
 *
 * The nonce comes by the environment and belongs to one launch. The first byte is one that no text
 * has, so that text is never held back as the possible beginning of a report.
 */
public final class RankReport {

  /** Names the nonce in the environment of ranks. */
  public static final String VARIABLE = "PARACEL_LAUNCH_REPORT";

  /** In place of an exit code. */
  static final String BEGUN = "begun";

  /** Longest report with all its parts. */
  static final int BYTES_MAX = 48;

  private RankReport() {}

  /** What all reports of a launch begin with. */
  static String prefix(String nonce) {
    return "\u0001" + nonce + ":";
  }

  /** What a rank writes when it begins. */
  public static byte[] begun(String nonce, int rank) {
    return twice(nonce, rank, BEGUN);
  }

  /** What a rank writes before it ends. */
  public static byte[] ended(String nonce, int rank, int exitCode) {
    return twice(nonce, rank, Integer.toString(exitCode));
  }

  /**
   * To be written at once. mpirun reads stderr in pieces of some KiB, between which it may put the
   * words of other ranks; only one of two copies can be cut so.
   */
  private static byte[] twice(String nonce, int rank, String what) {
    String report = prefix(nonce) + rank + ":" + what + "\n";
    return (report + report).getBytes(StandardCharsets.US_ASCII);
  }
}
