package paracel.server;

import java.util.ArrayList;
import java.util.List;
import paracel.table.KeyHash;
import paracel.table.RefusalException;
import paracel.table.Value;

/**
 * What entries were before a request changed them, so that a request that is refused in its middle
 * has changed nothing. Used by one thread.
 */
final class UndoLog {

  /** One change; {@code key} of a removed entry, {@code type} 0 of an inserted one. */
  private record Change(int entry, byte[] key, int type, long bits, byte[] blob) {}

  private final List<Change> changes = new ArrayList<>();

  void clear() {
    changes.clear();
  }

  /** An entry is going to be changed. */
  void changing(EntryTable table, int entry) {
    changes.add(before(table, entry, null));
  }

  /** An entry has been inserted. */
  void inserted(int entry) {
    changes.add(new Change(entry, null, 0, 0, null));
  }

  /** An entry is going to be removed. */
  void removing(EntryTable table, int entry) {
    changes.add(before(table, entry, table.key(entry)));
  }

  private static Change before(EntryTable table, int entry, byte[] key) {
    int type = table.type(entry);
    boolean isNumber = type == Value.Type.LONG.ordinal() || type == Value.Type.DOUBLE.ordinal();
    byte[] blob = isNumber ? null : table.blob(entry);
    return new Change(entry, key, type, isNumber ? table.bits(entry) : 0, blob);
  }

  /** Undoes the changes, the last first, so that every entry has the number it had. */
  void undo(EntryTable table) {
    for (Change change : changes.reversed()) {
      int entry = change.entry();
      if (change.type() == 0) {
        table.remove(entry);
        continue;
      }
      if (change.key() != null) {
        entry = insertAgain(table, change.key());
      }
      table.restore(entry, change.type(), change.bits(), change.blob());
    }
    changes.clear();
  }

  private static int insertAgain(EntryTable table, byte[] key) {
    try {
      long hash = KeyHash.of(key, 0, key.length);
      return table.insert(key, 0, key.length, hash, Value.Type.LONG);
    } catch (RefusalException e) {
      throw new IllegalStateException("a key that was there a moment ago has no room", e);
    }
  }
}
