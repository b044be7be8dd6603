package votes;

import java.util.HashMap;
import java.util.Map;
import paracel.table.UpdateFunction;
import paracel.table.Value;

/** Keeps the larger of two offers, and counts how many there were. */
public final class BestOffer implements UpdateFunction {

  @Override
  public Value apply(byte[] key, Value old, Value delta) {
    Map<String, Value> next = new HashMap<>(old.asMap());
    next.put("best", Value.of(Math.max(old.asMap().get("best").asDouble(), delta.asDouble())));
    next.put("offers", Value.of(old.asMap().get("offers").asLong() + 1));
    return Value.of(next);
  }

  @Override
  public Value applyAbsent(byte[] key, Value delta) {
    return Value.of(Map.of("best", delta, "offers", Value.of(1)));
  }
}
