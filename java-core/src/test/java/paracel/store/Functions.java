package paracel.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import paracel.table.Aggregate;
import paracel.table.Filter;
import paracel.table.KeyFilter;
import paracel.table.UpdateFunction;
import paracel.table.Value;

/** Functions that tests have run at parameter ranks. */
public final class Functions {

  private Functions() {}

  /** Appends strings, so that the order of updates shows. */
  public static final class Append implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      return Value.of(old.asString() + delta.asString());
    }
  }

  /** Multiplies longs; removes the key at 0. */
  public static final class Multiply implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      long product = old.asLong() * delta.asLong();
      return product == 0 ? null : Value.of(product);
    }
  }

  /** Throws when the delta says so. */
  public static final class Fussy implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      if (delta.asLong() < 0) {
        throw new IllegalStateException("I do not take " + delta);
      }
      return Value.of(old.asLong() + delta.asLong());
    }
  }

  /** Fills the stack. */
  public static final class Deep implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      return apply(key, delta, old);
    }
  }

  /** Keys with a prefix. */
  public static final class Prefix implements KeyFilter {
    private byte[] prefix = {};

    @Override
    public void open(Value argument) {
      prefix = argument.asString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean accepts(byte[] key) {
      return key.length >= prefix.length
          && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
  }

  /** Even longs. */
  public static final class Even implements Filter {
    @Override
    public boolean accepts(byte[] key, Value value) {
      return value.asLong() % 2 == 0;
    }
  }

  /** Accepts, and throws at one value. */
  public static final class ThrowsAt implements Filter {
    private long bad;

    @Override
    public void open(Value argument) {
      bad = argument.asLong();
    }

    @Override
    public boolean accepts(byte[] key, Value value) throws Exception {
      if (value.asLong() == bad) {
        throw new Exception("not this one");
      }
      return true;
    }
  }

  /** Takes its time. */
  public static final class Slow implements KeyFilter {
    @Override
    public boolean accepts(byte[] key) throws Exception {
      Thread.sleep(2);
      return true;
    }
  }

  /** Never returns. */
  public static final class Endless implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      return delta;
    }
  }

  /** Sum of longs. */
  public static final class Sum implements Aggregate {
    private long sum;

    @Override
    public void add(byte[] key, Value value) {
      sum += value.asLong();
    }

    @Override
    public Value result() {
      return Value.of(sum);
    }

    @Override
    public Value combine(Value first, Value second) {
      return Value.of(first.asLong() + second.asLong());
    }
  }

  /** Not public, so not to be used. */
  static final class Hidden implements UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      return delta;
    }
  }
}
