package paracel.table;

/** The rule by which rows and keys go to parameter ranks. */
public enum Placement {
  /** Neighbours together: rows in equal ranges, keys by their first eight bytes. */
  RANGE,
  /** By hash, evenly. */
  HASH,
  /**
   * By a consistent-hash ring with virtual points: nearly even, and little moves when the number of
   * parameter ranks changes.
   */
  RING
}
