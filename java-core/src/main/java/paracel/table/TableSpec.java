package paracel.table;

import java.util.Objects;
import paracel.base.Check;

/**
 * What a table is. All workers of a job open the same tables. Immutable: begin with {@link #dense},
 * {@link #sparse}, {@link #keyLong}, {@link #keyDouble} or {@link #keyValue} and change what is
 * different; each {@code with} method gives a copy.
 *
 * @param name unique in the job, 1 to 100 characters
 * @param kind what rows or entries are
 * @param elementType type of the elements of rows; FLOAT64 otherwise
 * @param rows number of rows of a dense table; of a sparse table the bound of its keys that
 *     placement by range needs, else 0
 * @param columns elements of a row; 0 without rows
 * @param updates how an update changes an element or value
 * @param storage where rows and entries lie, and how many there may be
 * @param consistency staleness of reads; null means the job's
 * @param isCached whether workers keep rows that they have read as long as the staleness allows
 */
public record TableSpec(
    String name,
    Kind kind,
    ElementType elementType,
    long rows,
    int columns,
    Updates updates,
    Storage storage,
    Consistency consistency,
    boolean isCached) {

  /** Kinds of tables. */
  public enum Kind {
    /** A matrix, all of whose rows are there; workers read it by one-sided gets. */
    DENSE,
    /** Keys of any bytes, each with a long. */
    KEY_LONG,
    /** Keys of any bytes, each with a double. */
    KEY_DOUBLE,
    /** Keys of any bytes, each with a {@link Value}. */
    KEY_VALUE,
    /** Rows of one width with any longs as keys, created when they are pushed to. */
    SPARSE;

    /** Whether the table has rows of numbers. */
    public boolean hasRows() {
      return this == DENSE || this == SPARSE;
    }

    /** Type of all values; NONE where each has its own, or there are rows. */
    public Value.Type valueType() {
      return switch (this) {
        case KEY_LONG -> Value.Type.LONG;
        case KEY_DOUBLE -> Value.Type.DOUBLE;
        default -> Value.Type.NONE;
      };
    }
  }

  /**
   * How updates change a table.
   *
   * @param rule of elements and values; how pushes of one clock combine
   * @param optimizer takes pushes as gradients instead; null without
   * @param isCombined whether pushes of one clock to one row travel as one
   */
  public record Updates(UpdateRule rule, Optimizer optimizer, boolean isCombined) {

    static final Updates ADD = new Updates(UpdateRule.ADD, null, true);

    public Updates {
      Objects.requireNonNull(rule);
      Check.argument(optimizer == null || !isCombined, "gradients do not combine");
    }
  }

  /**
   * Where a table's content lies.
   *
   * @param placement how rows and keys are spread; null for the kind's own: by range for dense
   *     tables, by hash otherwise
   * @param capacity most rows of a sparse table, or entries of a key-value table, at one parameter
   *     rank; {@link #UNLIMITED} leaves it to the budget
   * @param initial what an absent row of a sparse table reads as, and elements of any table begin
   *     with; null for the neutral element of the rule
   */
  public record Storage(Placement placement, long capacity, Double initial) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    static final Storage DEFAULT = new Storage(null, UNLIMITED, null);

    public Storage {
      Check.range("capacity", capacity, 1, UNLIMITED);
    }
  }

  public TableSpec {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(elementType);
    Objects.requireNonNull(updates);
    Check.argument(name.length() >= 1 && name.length() <= 100, "table name '" + name + "'");
    if (kind.hasRows()) {
      Check.range("columns of table " + name, columns, 1, 1 << 28);
      Check.range("rows of table " + name, rows, kind == Kind.DENSE ? 1 : 0, 1L << 40);
    } else {
      Check.argument(updates.optimizer() == null, "only rows have optimizers");
      Check.argument(storage.initial() == null, "an absent key has no initial value");
    }
    Check.argument(!isCached || kind == Kind.DENSE, "only rows of dense tables are cached");
    Check.argument(
        kind != Kind.SPARSE || storage.placement() != Placement.RANGE || rows > 0,
        "a sparse table that is placed by range needs the bound of its keys: withRowBound");
  }

  private static TableSpec of(String name, Kind kind, long rows, int columns) {
    return new TableSpec(
        name, kind, ElementType.FLOAT64, rows, columns, Updates.ADD, Storage.DEFAULT, null, false);
  }

  /** A matrix of float64 to which updates are added. */
  public static TableSpec dense(String name, long rows, int columns) {
    return of(name, Kind.DENSE, rows, columns);
  }

  /** Rows of float64, by any long as key, to which updates are added. */
  public static TableSpec sparse(String name, int columns) {
    return of(name, Kind.SPARSE, 0, columns);
  }

  /** String keys with 64-bit integers to which updates are added. */
  public static TableSpec keyLong(String name) {
    return of(name, Kind.KEY_LONG, 0, 0);
  }

  /** String keys with float64 values to which updates are added. */
  public static TableSpec keyDouble(String name) {
    return of(name, Kind.KEY_DOUBLE, 0, 0);
  }

  /** String keys with values of any type, each its own, to which updates are added. */
  public static TableSpec keyValue(String name) {
    return of(name, Kind.KEY_VALUE, 0, 0);
  }

  public TableSpec withElementType(ElementType type) {
    Check.argument(kind.hasRows(), "only rows have elements");
    return new TableSpec(name, kind, type, rows, columns, updates, storage, consistency, isCached);
  }

  public TableSpec withRule(UpdateRule rule) {
    return with(new Updates(rule, null, updates.isCombined()));
  }

  /** The same table whose pushes are gradients. */
  public TableSpec withOptimizer(Optimizer optimizer) {
    return with(new Updates(UpdateRule.ADD, optimizer, false));
  }

  /** The same table in which each push of a row travels as a record of its own. */
  public TableSpec uncombined() {
    return with(new Updates(updates.rule(), updates.optimizer(), false));
  }

  private TableSpec with(Updates own) {
    return new TableSpec(
        name, kind, elementType, rows, columns, own, storage, consistency, isCached);
  }

  public TableSpec withPlacement(Placement placement) {
    return with(new Storage(placement, storage.capacity(), storage.initial()));
  }

  /** The same table with so many rows or entries at most at each parameter rank. */
  public TableSpec withCapacity(long capacity) {
    Check.argument(kind != Kind.DENSE, "a dense table has its rows");
    return with(new Storage(storage.placement(), capacity, storage.initial()));
  }

  /** The same table whose elements begin with this value. */
  public TableSpec withInitial(double initial) {
    return with(new Storage(storage.placement(), storage.capacity(), initial));
  }

  private TableSpec with(Storage own) {
    return new TableSpec(
        name, kind, elementType, rows, columns, updates, own, consistency, isCached);
  }

  /** The same sparse table, placed by range, all of whose keys are in {@code 0..bound-1}. */
  public TableSpec withRowBound(long bound) {
    Check.argument(kind == Kind.SPARSE, "only sparse tables have a bound of keys");
    Storage byRange = new Storage(Placement.RANGE, storage.capacity(), storage.initial());
    return new TableSpec(
        name, kind, elementType, bound, columns, updates, byRange, consistency, isCached);
  }

  public TableSpec withConsistency(Consistency own) {
    return new TableSpec(name, kind, elementType, rows, columns, updates, storage, own, isCached);
  }

  /** The same table whose rows workers cache. */
  public TableSpec cached() {
    return new TableSpec(
        name, kind, elementType, rows, columns, updates, storage, consistency, true);
  }

  /** How an update changes an element or value. */
  public UpdateRule rule() {
    return updates.rule();
  }

  /** How rows and keys are spread over parameter ranks. */
  public Placement placement() {
    if (storage.placement() != null) {
      return storage.placement();
    }
    return kind == Kind.DENSE ? Placement.RANGE : Placement.HASH;
  }

  /** What elements begin with: as given, else the neutral element of the rule. */
  public double initialValue() {
    if (storage.initial() != null) {
      return storage.initial();
    }
    return switch (updates.rule()) {
      case ADD, ASSIGN -> 0;
      case MIN -> Double.POSITIVE_INFINITY;
      case MAX -> Double.NEGATIVE_INFINITY;
    };
  }

  /** Number of elements of a dense table. */
  public long elements() {
    return Math.multiplyExact(rows, (long) columns);
  }
}
