package paracel.server;

import paracel.table.ByteReader;
import paracel.table.RefusalException;
import paracel.table.RefusalException.Reason;
import paracel.table.RequestDescriptor;

/**
 * Lists of keys that workers have left here, so that later requests name a list instead of its
 * keys, and need not look them up. Used by one thread.
 */
final class KeptLists {

  private final TableStore store;
  private final KeyBatch[][] lists; // [worker][number - 1]
  private final int[][] tables;

  KeptLists(TableStore store, int workers) {
    this.store = store;
    this.lists = new KeyBatch[workers][RequestDescriptor.MAX_LISTS];
    this.tables = new int[workers][RequestDescriptor.MAX_LISTS];
  }

  /** Keeps the list of a request, in place of an older one with its number. */
  void keep(int worker, int table, ByteReader in) throws RefusalException {
    int list = checked(in.getInt());
    in.getInt();
    int mode = in.getInt();
    int count = in.getInt();
    if (mode != 0) {
      throw RefusalException.malformed("a list of a list");
    }
    store.entries(table);
    KeyBatch batch = new KeyBatch();
    batch.parse(in, count);
    in.checkEnd();
    batch.keep();
    KeyBatch old = lists[worker][list - 1];
    store.budget().take(batch.bytes(), "a list of keys");
    if (old != null) {
      store.budget().give(old.bytes());
    }
    lists[worker][list - 1] = batch;
    tables[worker][list - 1] = table;
  }

  /** A list that was kept. */
  KeyBatch get(int worker, int table, int list, int count) throws RefusalException {
    KeyBatch batch = lists[worker][checked(list) - 1];
    if (batch == null || tables[worker][list - 1] != table || batch.count() != count) {
      throw new RefusalException(Reason.FORGOTTEN, "list " + list + " of keys is not known");
    }
    return batch;
  }

  private static int checked(int list) throws RefusalException {
    if (list < 1 || list > RequestDescriptor.MAX_LISTS) {
      throw RefusalException.malformed("there is no list %d", list);
    }
    return list;
  }
}
