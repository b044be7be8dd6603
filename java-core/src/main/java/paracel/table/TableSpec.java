package paracel.table;

import java.util.Objects;
import paracel.base.Check;

/**
 * What a table is. All workers of a job open the same tables.
 *
 * @param name unique in the job, 1 to 100 characters
 * @param kind dense matrix, or string keys with values
 * @param elementType type of the elements of a dense table; FLOAT64 otherwise
 * @param rows number of rows of a dense table; 0 otherwise
 * @param columns elements of a row of a dense table; 0 otherwise
 * @param rule how an update changes an element or value
 * @param consistency staleness of reads; null means the job's
 * @param isCached whether workers keep rows that they have read as long as the staleness allows
 */
public record TableSpec(
    String name,
    Kind kind,
    ElementType elementType,
    long rows,
    int columns,
    UpdateRule rule,
    Consistency consistency,
    boolean isCached) {

  /** Kinds of tables. */
  public enum Kind {
    DENSE,
    KEY_LONG,
    KEY_DOUBLE
  }

  public TableSpec {
    Objects.requireNonNull(elementType);
    Objects.requireNonNull(rule);
    Check.argument(name.length() >= 1 && name.length() <= 100, "table name '" + name + "'");
    if (kind == Kind.DENSE) {
      Check.range("rows of table " + name, rows, 1, 1L << 40);
      Check.range("columns of table " + name, columns, 1, 1 << 28);
    } else {
      Check.argument(!isCached, "only rows of dense tables are cached");
    }
  }

  /** A matrix of float64 to which updates are added. */
  public static TableSpec dense(String name, long rows, int columns) {
    return new TableSpec(
        name, Kind.DENSE, ElementType.FLOAT64, rows, columns, UpdateRule.ADD, null, false);
  }

  /** String keys with 64-bit integers to which updates are added. */
  public static TableSpec keyLong(String name) {
    return new TableSpec(
        name, Kind.KEY_LONG, ElementType.FLOAT64, 0, 0, UpdateRule.ADD, null, false);
  }

  /** String keys with float64 values to which updates are added. */
  public static TableSpec keyDouble(String name) {
    return new TableSpec(
        name, Kind.KEY_DOUBLE, ElementType.FLOAT64, 0, 0, UpdateRule.ADD, null, false);
  }

  public TableSpec withElementType(ElementType type) {
    return new TableSpec(name, kind, type, rows, columns, rule, consistency, isCached);
  }

  public TableSpec withRule(UpdateRule newRule) {
    return new TableSpec(name, kind, elementType, rows, columns, newRule, consistency, isCached);
  }

  public TableSpec withConsistency(Consistency own) {
    return new TableSpec(name, kind, elementType, rows, columns, rule, own, isCached);
  }

  /** The same table whose rows workers cache. */
  public TableSpec cached() {
    return new TableSpec(name, kind, elementType, rows, columns, rule, consistency, true);
  }

  /** Number of elements of a dense table. */
  public long elements() {
    return Math.multiplyExact(rows, (long) columns);
  }
}
