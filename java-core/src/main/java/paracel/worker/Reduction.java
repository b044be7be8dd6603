package paracel.worker;

/** How numbers of all workers become one. They are taken in the order of worker indices. */
public enum Reduction {
  SUM,
  MIN,
  MAX;

  double apply(double a, double b) {
    return switch (this) {
      case SUM -> a + b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }

  long apply(long a, long b) {
    return switch (this) {
      case SUM -> Math.addExact(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }
}
