package paracel.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Update rules on values of any type. Numbers as {@link UpdateRule} says; lists of doubles element
 * by element, both of one length; maps key by key, where a key that one of them lacks takes the
 * other's value. Any type may be assigned; strings and bytes can be nothing else.
 */
public final class Values {

  private Values() {}

  /** A number, given by its bits, after an update. */
  public static long apply(UpdateRule rule, Value.Type type, long old, long delta) {
    if (type == Value.Type.LONG) {
      return rule.apply(old, delta);
    }
    double result = rule.apply(Double.longBitsToDouble(old), Double.longBitsToDouble(delta));
    return Double.doubleToRawLongBits(result);
  }

  /**
   * A value after an update.
   *
   * @throws RefusalException when types or lengths differ, or the rule does not know the type
   */
  public static Value apply(UpdateRule rule, Value old, Value delta) throws RefusalException {
    if (rule == UpdateRule.ASSIGN) {
      return delta;
    }
    if (old.type() != delta.type()) {
      throw RefusalException.wrongType("a %s is updated by a %s", old.type(), delta.type());
    }
    return switch (old.type()) {
      case LONG, DOUBLE ->
          Value.ofBits(old.type(), apply(rule, old.type(), old.bits(), delta.bits()));
      case DOUBLES -> doubles(rule, old.asDoubles(), delta.asDoubles());
      case MAP -> maps(rule, old.asMap(), delta.asMap());
      default ->
          throw RefusalException.wrongType(
              "rule %s knows nothing of a %s; write it, or give an UpdateFunction",
              rule, old.type());
    };
  }

  private static Value doubles(UpdateRule rule, double[] old, double[] delta)
      throws RefusalException {
    if (old.length != delta.length) {
      throw RefusalException.wrongType(
          "a list of %d doubles is updated by one of %d", old.length, delta.length);
    }
    double[] result = new double[old.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = rule.apply(old[i], delta[i]);
    }
    return Value.of(result);
  }

  private static Value maps(UpdateRule rule, Map<String, Value> old, Map<String, Value> delta)
      throws RefusalException {
    Map<String, Value> result = new LinkedHashMap<>(old);
    for (Map.Entry<String, Value> entry : delta.entrySet()) {
      Value before = old.get(entry.getKey());
      Value after = entry.getValue();
      result.put(entry.getKey(), before == null ? after : apply(rule, before, after));
    }
    return Value.of(result);
  }
}
