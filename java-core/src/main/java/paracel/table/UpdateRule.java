package paracel.table;

/** How an update changes an element: {@code new = apply(old, delta)}. */
public enum UpdateRule {
  ADD,
  ASSIGN,
  MIN,
  MAX;

  /**
   * The element after the update. Two updates combine by the same function, in the order in which
   * they were pushed: {@code apply(apply(x, a), b) == apply(x, apply(a, b))} up to rounding.
   */
  public double apply(double old, double delta) {
    return switch (this) {
      case ADD -> old + delta;
      case ASSIGN -> delta;
      case MIN -> Math.min(old, delta);
      case MAX -> Math.max(old, delta);
    };
  }

  /** As {@link #apply(double, double)}, in single precision. */
  public float apply(float old, float delta) {
    return switch (this) {
      case ADD -> old + delta;
      case ASSIGN -> delta;
      case MIN -> Math.min(old, delta);
      case MAX -> Math.max(old, delta);
    };
  }

  /** As {@link #apply(double, double)}, for 64-bit integers; addition wraps around. */
  public long apply(long old, long delta) {
    return switch (this) {
      case ADD -> old + delta;
      case ASSIGN -> delta;
      case MIN -> Math.min(old, delta);
      case MAX -> Math.max(old, delta);
    };
  }
}
