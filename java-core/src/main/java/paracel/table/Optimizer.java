package paracel.table;

import paracel.base.Check;
import paracel.memory.Region;

/**
 * Update rules of a table whose rows are weights and whose pushes are gradients. The parameter rank
 * keeps the rule's state beside each row, in double precision; workers never see it. Gradients of
 * one clock are not combined: each push is one step. With g the gradient of an element, w the
 * element, and all operations element by element:
 *
 * <ul>
 *   <li>AdaGrad (Duchi, Hazan, Singer 2011): {@code G += g^2; w -= rate g / (sqrt(G) + epsilon)}.
 *   <li>Adam (Kingma, Ba 2015, algorithm 1), t counting the pushes to the row: {@code m = beta1 m +
 *       (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= rate (m / (1 - beta1^t)) / (sqrt(v / (1
 *       - beta2^t)) + epsilon)}.
 *   <li>FTRL-proximal (McMahan et al. 2013, algorithm 1): {@code z += g - w (sqrt(n + g^2) -
 *       sqrt(n)) / alpha; n += g^2; w = 0 if |z| <= l1, else -(z - sign(z) l1) / ((beta + sqrt(n))
 *       / alpha + l2)}. An element that was never pushed to keeps its initial value.
 * </ul>
 *
 * @param kind which rule
 * @param rate step size: eta of AdaGrad and Adam, alpha of FTRL; above 0
 * @param first beta1 of Adam, beta of FTRL; unused by AdaGrad
 * @param second beta2 of Adam, l1 of FTRL; unused by AdaGrad
 * @param third epsilon of AdaGrad and Adam, l2 of FTRL
 */
public record Optimizer(Kind kind, double rate, double first, double second, double third) {

  /** The rules. */
  public enum Kind {
    ADAGRAD(1),
    ADAM(2),
    FTRL(2);

    private final int words;

    Kind(int words) {
      this.words = words;
    }
  }

  public Optimizer {
    Check.argument(rate > 0 && rate < Double.POSITIVE_INFINITY, "a rate is above 0 and finite");
    boolean isAdam = kind == Kind.ADAM;
    Check.argument(first >= 0 && (!isAdam || first < 1), "beta of " + kind);
    Check.argument(second >= 0 && (!isAdam || second < 1), "beta2 or l1 of " + kind);
    Check.argument(third >= 0, "epsilon or l2 of " + kind);
  }

  public static Optimizer adaGrad(double rate, double epsilon) {
    return new Optimizer(Kind.ADAGRAD, rate, 0, 0, epsilon);
  }

  public static Optimizer adam(double rate, double beta1, double beta2, double epsilon) {
    return new Optimizer(Kind.ADAM, rate, beta1, beta2, epsilon);
  }

  public static Optimizer ftrl(double alpha, double beta, double l1, double l2) {
    return new Optimizer(Kind.FTRL, alpha, beta, l1, l2);
  }

  /** Doubles of state of a row: so many for each element, and one for the row. */
  public long stateWords(int columns) {
    return 1 + (long) kind.words * columns;
  }

  /**
   * Takes one step for a run of elements of one row.
   *
   * @param type of weights and gradients
   * @param weights region with the elements; modified
   * @param at where the first of them is
   * @param state region with the row's state, {@link #stateWords} doubles; modified
   * @param stateAt where it begins
   * @param firstColumn of the run; the step is counted when it is 0
   * @param columns of the whole row
   * @param count elements of the run
   * @param gradients not modified
   */
  public void apply(
      ElementType type,
      Region weights,
      long at,
      Region state,
      long stateAt,
      int firstColumn,
      int columns,
      int count,
      Region gradients,
      long gradientsAt) {
    if (firstColumn == 0) {
      state.setDouble(stateAt, state.getDouble(stateAt) + 1);
    }
    double steps = state.getDouble(stateAt);
    double bias1 = 1 - Math.pow(first, steps);
    double bias2 = 1 - Math.pow(second, steps);
    int bytes = type.bytes();
    boolean isDouble = type == ElementType.FLOAT64;
    for (int i = 0; i < count; i++) {
      long a = stateAt + 8 + 8L * (firstColumn + i);
      long b = a + 8L * columns;
      long w = at + (long) bytes * i;
      long d = gradientsAt + (long) bytes * i;
      double g = isDouble ? gradients.getDouble(d) : gradients.getFloat(d);
      double old = isDouble ? weights.getDouble(w) : weights.getFloat(w);
      double next =
          switch (kind) {
            case ADAGRAD -> adaGradStep(state, a, g, old);
            case ADAM -> adamStep(state, a, b, bias1, bias2, g, old);
            case FTRL -> ftrlStep(state, a, b, g, old);
          };
      if (isDouble) {
        weights.setDouble(w, next);
      } else {
        weights.setFloat(w, (float) next);
      }
    }
  }

  private double adaGradStep(Region state, long a, double g, double w) {
    double sum = state.getDouble(a) + g * g; //                          G += g^2
    state.setDouble(a, sum);
    return g == 0 ? w : w - rate * g / (Math.sqrt(sum) + third);
  }

  private double adamStep(
      Region state, long a, long b, double bias1, double bias2, double g, double w) {
    double m = first * state.getDouble(a) + (1 - first) * g; //          m = b1 m + (1 - b1) g
    double v = second * state.getDouble(b) + (1 - second) * g * g; //    v = b2 v + (1 - b2) g^2
    state.setDouble(a, m);
    state.setDouble(b, v);
    double divisor = Math.sqrt(v / bias2) + third;
    return m == 0 ? w : w - rate * (m / bias1) / divisor;
  }

  private double ftrlStep(Region state, long a, long b, double g, double w) {
    double n = state.getDouble(a);
    double sum = n + g * g;
    double sigma = (Math.sqrt(sum) - Math.sqrt(n)) / rate;
    double z = state.getDouble(b) + g - sigma * w; //                    z += g - sigma w
    state.setDouble(a, sum);
    state.setDouble(b, z);
    if (Math.abs(z) <= second) {
      return 0;
    }
    return -(z - Math.signum(z) * second) / ((first + Math.sqrt(sum)) / rate + third);
  }
}
