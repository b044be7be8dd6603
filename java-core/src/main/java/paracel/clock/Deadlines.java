package paracel.clock;

import paracel.base.Check;

/**
 * How long ranks wait for each other, in nanoseconds.
 *
 * @param startNs until all ranks have come
 * @param waitNs at the gate, for room in a ring, for an answer, in an exchange
 * @param peerNs without a heartbeat until a rank counts as lost
 * @param beatNs between two heartbeats
 */
public record Deadlines(long startNs, long waitNs, long peerNs, long beatNs) {

  private static final long SECOND = 1_000_000_000L;

  /** A minute to start, ten minutes at the gate, 5 s without a heartbeat. */
  public static final Deadlines DEFAULT =
      new Deadlines(60 * SECOND, 600 * SECOND, 5 * SECOND, SECOND / 4);

  public Deadlines {
    Check.argument(startNs > 0 && waitNs > 0 && beatNs > 0, "deadlines are positive");
    Check.argument(peerNs >= 4 * beatNs, "a rank is not lost before four heartbeats");
  }
}
