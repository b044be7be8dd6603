package paracel.table;

import paracel.memory.Region;

/**
 * Applies the rule of a table to runs of its elements. Long runs go through arrays of a few
 * thousand bytes, since the JIT compiler makes vector instructions of loops over arrays and mostly
 * none of loops over memory outside the heap. Elements are read and written whole. Used by one
 * thread; allocates nothing.
 */
public final class RunUpdate {

  private static final int BLOCK = 1024;
  private static final int SHORT_RUN = 16; // through arrays it would take longer

  private final UpdateRule rule;
  private final boolean isFloat64;
  private final double[] doubles;
  private final double[] doubleDeltas;
  private final float[] floats;
  private final float[] floatDeltas;

  /** For the elements of a table with rows. */
  public RunUpdate(TableSpec spec) {
    this.rule = spec.rule();
    this.isFloat64 = spec.elementType() == ElementType.FLOAT64;
    this.doubles = new double[isFloat64 ? BLOCK : 0];
    this.doubleDeltas = new double[doubles.length];
    this.floats = new float[isFloat64 ? 0 : BLOCK];
    this.floatDeltas = new float[floats.length];
  }

  /**
   * Applies deltas: {@code element[i] = rule(element[i], delta[i])}.
   *
   * @param into region with the elements from {@code at} on; modified
   * @param count how many
   * @param deltas region with the deltas from {@code from} on; not modified
   */
  public void apply(Region into, long at, int count, Region deltas, long from) {
    int bytes = isFloat64 ? 8 : 4;
    if (rule == UpdateRule.ASSIGN) {
      into.copyFrom(deltas, from, at, (long) bytes * count);
    } else if (count < SHORT_RUN) {
      applyShort(into, at, count, deltas, from);
    } else {
      for (int done = 0; done < count; done += BLOCK) {
        int part = Math.min(BLOCK, count - done);
        long offset = (long) bytes * done;
        if (isFloat64) {
          applyDoubles(into, at + offset, part, deltas, from + offset);
        } else {
          applyFloats(into, at + offset, part, deltas, from + offset);
        }
      }
    }
  }

  private void applyShort(Region into, long at, int count, Region deltas, long from) {
    for (int i = 0; i < count; i++) {
      if (isFloat64) {
        double delta = deltas.getDouble(from + 8L * i);
        into.setDouble(at + 8L * i, rule.apply(into.getDouble(at + 8L * i), delta));
      } else {
        float delta = deltas.getFloat(from + 4L * i);
        into.setFloat(at + 4L * i, rule.apply(into.getFloat(at + 4L * i), delta));
      }
    }
  }

  private void applyDoubles(Region into, long at, int count, Region deltas, long from) {
    into.copyTo(at, doubles, 0, count);
    deltas.copyTo(from, doubleDeltas, 0, count);
    if (rule == UpdateRule.ADD) {
      add(doubles, doubleDeltas, count);
    } else {
      for (int i = 0; i < count; i++) {
        doubles[i] = rule.apply(doubles[i], doubleDeltas[i]);
      }
    }
    into.copyFrom(doubles, 0, at, count);
  }

  private static void add(double[] elements, double[] deltas, int count) {
    for (int i = 0; i < count; i++) {
      elements[i] += deltas[i];
    }
  }

  private void applyFloats(Region into, long at, int count, Region deltas, long from) {
    into.copyTo(at, floats, 0, count);
    deltas.copyTo(from, floatDeltas, 0, count);
    if (rule == UpdateRule.ADD) {
      add(floats, floatDeltas, count);
    } else {
      for (int i = 0; i < count; i++) {
        floats[i] = rule.apply(floats[i], floatDeltas[i]);
      }
    }
    into.copyFrom(floats, 0, at, count);
  }

  private static void add(float[] elements, float[] deltas, int count) {
    for (int i = 0; i < count; i++) {
      elements[i] += deltas[i];
    }
  }
}
