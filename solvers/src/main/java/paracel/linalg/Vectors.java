package paracel.linalg;

/** Functions of vectors in arrays. */
public final class Vectors {

  private Vectors() {}

  /** {@code x'y}; neither is modified. */
  public static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Euclidean norm; {@code x} is not modified. Overflows where the square does. */
  public static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  /** {@code max_i |x_i|}, NaN where an element is; {@code x} is not modified. */
  public static double maxNorm(double[] x) {
    double max = 0;
    for (double element : x) {
      max = Math.max(max, Math.abs(element));
    }
    return max;
  }

  /** {@code x <- alpha x}; {@code x} is modified. */
  public static void scale(double alpha, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= alpha;
    }
  }
}
