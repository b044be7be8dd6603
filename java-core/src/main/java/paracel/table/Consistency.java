package paracel.table;

import paracel.base.Check;

/**
 * How far a worker may be ahead when it reads a table.
 *
 * @param mode the kind of consistency
 * @param staleness bound in clocks; 0 unless the mode is {@link Mode#SSP}
 */
public record Consistency(Mode mode, int staleness) {

  /** The three kinds. */
  public enum Mode {
    /** Bulk-synchronous: nobody sees an update before everybody has completed the clock. */
    BSP,
    /** Stale-synchronous: at clock c all updates before clock c - s are seen, later ones may be. */
    SSP,
    /** Asynchronous: all own updates are seen; no wait for others, no bound. */
    ASP
  }

  public Consistency {
    Check.range("staleness", staleness, 0, mode == Mode.SSP ? Integer.MAX_VALUE : 0);
  }

  public static Consistency bsp() {
    return new Consistency(Mode.BSP, 0);
  }

  public static Consistency ssp(int staleness) {
    return new Consistency(Mode.SSP, staleness);
  }

  public static Consistency asp() {
    return new Consistency(Mode.ASP, 0);
  }

  /** Whether updates are set aside until everybody has completed the clock. */
  public boolean isStaged() {
    return mode == Mode.BSP;
  }
}
