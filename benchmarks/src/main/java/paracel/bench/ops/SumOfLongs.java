package paracel.bench.ops;

import paracel.table.Aggregate;
import paracel.table.Value;

/** The sum of all values of a table of longs. */
public final class SumOfLongs implements Aggregate {

  private long sum;

  @Override
  public void add(byte[] key, Value value) {
    sum = Math.addExact(sum, value.asLong());
  }

  @Override
  public Value result() {
    return Value.of(sum);
  }

  @Override
  public Value combine(Value first, Value second) {
    return Value.of(Math.addExact(first.asLong(), second.asLong()));
  }
}
