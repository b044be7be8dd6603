package paracel.data;

/** Takes tokens; called by the thread that scans. */
@FunctionalInterface
public interface TokenSink {

  /**
   * @param text has the token at {@code from..to-1} as UTF-8, valid during the call only; not to be
   *     modified
   */
  void token(byte[] text, int from, int to);
}
