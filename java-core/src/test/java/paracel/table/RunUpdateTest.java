package paracel.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.memory.Region;

final class RunUpdateTest {

  private static final int[] COUNTS = {0, 1, 2, 15, 16, 17, 1023, 1024, 1025, 5000};
  private static final int MOST = 5000;

  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @EnumSource(UpdateRule.class)
  void doublesBecomeWhatTheRuleSays(UpdateRule rule) {
    RunUpdate update = new RunUpdate(TableSpec.dense("t", 1, MOST).withRule(rule));
    try (Region into = Region.allocate(8 * (MOST + 3));
        Region deltas = Region.allocate(8 * (MOST + 2))) {
      for (int count : COUNTS) {
        double[] expected = new double[MOST + 3];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = random.nextDouble(-1, 1);
          into.setDouble(8L * i, expected[i]);
        }
        for (int i = 0; i < count; i++) {
          double delta = random.nextDouble(-1, 1);
          deltas.setDouble(8L * (i + 2), delta);
          expected[i + 1] = rule.apply(expected[i + 1], delta);
        }
        update.apply(into, 8, count, deltas, 16);
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], into.getDouble(8L * i), count + " elements, at " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateRule.class)
  void floatsBecomeWhatTheRuleSays(UpdateRule rule) {
    TableSpec spec = TableSpec.dense("t", 1, MOST).withElementType(ElementType.FLOAT32);
    RunUpdate update = new RunUpdate(spec.withRule(rule));
    try (Region into = Region.allocate(4 * (MOST + 3));
        Region deltas = Region.allocate(4 * (MOST + 2))) {
      for (int count : COUNTS) {
        float[] expected = new float[MOST + 3];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = (float) random.nextDouble(-1, 1);
          into.setFloat(4L * i, expected[i]);
        }
        for (int i = 0; i < count; i++) {
          float delta = (float) random.nextDouble(-1, 1);
          deltas.setFloat(4L * (i + 2), delta);
          expected[i + 1] = rule.apply(expected[i + 1], delta);
        }
        update.apply(into, 4, count, deltas, 8);
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], into.getFloat(4L * i), count + " elements, at " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 1000})
  void numbersTravelAsTheyAre(int count) throws RefusalException {
    double[] doubles = random.doubles(count + 2).toArray();
    long[] longs = random.longs(count + 2).toArray();
    ByteWriter out = new ByteWriter().putInt(5); // so that the rest is not aligned
    out.putDoubles(doubles, 1, count).putLongs(longs, 2, count);
    ByteReader in = new ByteReader().open(out.array(), 0, out.size());
    assertEquals(5, in.getInt());
    double[] doublesBack = new double[count + 1];
    long[] longsBack = new long[count + 1];
    in.getDoubles(doublesBack, 1, count);
    in.getLongs(longsBack, 0, count);
    in.checkEnd();
    for (int i = 0; i < count; i++) {
      assertEquals(doubles[i + 1], doublesBack[i + 1]);
      assertEquals(longs[i + 2], longsBack[i]);
    }
  }
}
