package paracel.worker;

import paracel.table.RequestDescriptor;

/**
 * Which lists of keys the parameter ranks keep for a worker, under which numbers. When there are
 * too many the oldest gives its number to the newest. Used by one thread.
 */
final class ListNumbers {

  private static final int LEAST_KEYS = 8;

  private final KeyList[] lists = new KeyList[RequestDescriptor.MAX_LISTS];
  private int next;

  /** Number under which a table's parameter ranks keep a list; 0 when they do not. */
  int numberOf(KeyList keys, int table) {
    boolean isKept =
        keys.keeper == this
            && keys.table == table
            && keys.number > 0
            && lists[keys.number - 1] == keys;
    return isKept ? keys.number : 0;
  }

  /** Whether it is worth while to have a list kept: it is used for the second time. */
  boolean isWorthKeeping(KeyList keys) {
    return keys.size() >= LEAST_KEYS && ++keys.uses == 2;
  }

  /** The number that a list gets next. */
  int nextNumber() {
    return next + 1;
  }

  /** A list is kept under the next number. */
  void kept(KeyList keys, int table) {
    lists[next] = keys;
    keys.keeper = this;
    keys.table = table;
    keys.number = next + 1;
    next = (next + 1) % lists.length;
  }
}
