package paracel.data;

/** Which labels a solver takes, and what it makes of them. Used by one thread per worker. */
@FunctionalInterface
public interface LabelRule {

  /**
   * @param label as the file has it; finite
   * @return the label for the solver
   * @throws IllegalArgumentException when the label is refused; the message says what is accepted
   *     and appears behind file, line and column
   */
  double map(double label);

  /** Any number, as it is. */
  static LabelRule any() {
    return label -> label;
  }

  /** Two classes: +1 is +1, and -1 and 0 are -1. */
  static LabelRule binary() {
    return label -> {
      if (label == 1) {
        return 1;
      }
      if (label == -1 || label == 0) {
        return -1;
      }
      throw new IllegalArgumentException(
          "label " + show(label) + " is not of two classes: -1 or 0, and +1");
    };
  }

  private static String show(double label) {
    return label == Math.rint(label) && Math.abs(label) < 1e15
        ? Long.toString((long) label)
        : Double.toString(label);
  }
}
