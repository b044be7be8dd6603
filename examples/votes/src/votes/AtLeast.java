package votes;

import paracel.table.Filter;
import paracel.table.Value;

/** Bidders whose best offer is at least the argument. */
public final class AtLeast implements Filter {

  private double least;

  @Override
  public void open(Value argument) {
    least = argument.asDouble();
  }

  @Override
  public boolean accepts(byte[] key, Value value) {
    return value.asMap().get("best").asDouble() >= least;
  }
}
