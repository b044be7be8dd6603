package paracel.server;

import paracel.clock.StatusWriter;
import paracel.fabric.FabricException;
import paracel.memory.Region;
import paracel.table.KeyMap;
import paracel.table.RequestDescriptor;
import paracel.table.UpdateDescriptor;
import paracel.table.WindowLayout;

/**
 * Answers requests. The answer is made in private memory and handed out part by part in the
 * worker's reply slot, each part when it is asked for, so that the parameter rank never waits. Used
 * by one thread.
 */
final class RequestHandler implements AutoCloseable {

  private final TableStore store;
  private final StatusWriter status;
  private final WindowLayout layout;
  private final Region window;
  private final Region[] answers;
  private final long[] answerBytes;

  RequestHandler(
      TableStore store, StatusWriter status, WindowLayout layout, Region window, int workers) {
    this.store = store;
    this.status = status;
    this.layout = layout;
    this.window = window;
    this.answers = new Region[workers];
    this.answerBytes = new long[workers];
  }

  /** Answers one request record. */
  void answer(int worker, int table, Region ring, long payload) throws FabricException {
    int operation = ring.getInt(payload + RequestDescriptor.OPERATION_OFFSET);
    long offset = 0;
    switch (operation) {
      case RequestDescriptor.READ -> read(worker, store.keys(table), ring, payload);
      case RequestDescriptor.SCAN -> scan(worker, store.keys(table));
      case RequestDescriptor.MORE ->
          offset = ring.getLong(payload + RequestDescriptor.ANSWER_OFFSET_OFFSET);
      default ->
          throw new FabricException("worker " + worker + " asked for operation " + operation);
    }
    if (offset < 0 || offset > answerBytes[worker]) {
      throw new FabricException("worker " + worker + " asked beyond the end of its answer");
    }
    handOut(worker, offset);
    status.reply(worker, ring.getLong(payload + RequestDescriptor.SEQUENCE_OFFSET));
  }

  private void handOut(int worker, long offset) {
    long slot = layout.replyOffset(worker);
    long room = layout.replyBytes() - RequestDescriptor.PART_OFFSET;
    long bytes = Math.min(room, answerBytes[worker] - offset);
    window.setLong(slot + RequestDescriptor.TOTAL_OFFSET, answerBytes[worker]);
    window.setLong(slot + RequestDescriptor.PART_OFFSET_OFFSET, offset);
    window.setLong(slot + RequestDescriptor.PART_BYTES_OFFSET, bytes);
    if (bytes > 0) {
      window.copyFrom(answers[worker], offset, slot + RequestDescriptor.PART_OFFSET, bytes);
    }
    if (offset + bytes == answerBytes[worker] && bytes < answerBytes[worker]) {
      answers[worker].close(); // of a scan, too large to be kept
      answers[worker] = null;
      answerBytes[worker] = 0;
    }
  }

  private void read(int worker, KeyMap map, Region ring, long payload) {
    int keys = ring.getInt(payload + RequestDescriptor.KEYS_OFFSET);
    reserve(worker, (long) keys * UpdateDescriptor.KEY_OFFSET);
    long at = payload + RequestDescriptor.ENTRIES_OFFSET;
    long out = 0;
    for (int i = 0; i < keys; i++) {
      int keyBytes = ring.getInt(at + UpdateDescriptor.KEY_BYTES_OFFSET);
      byte[] key = store.readKey(ring, at + UpdateDescriptor.KEY_OFFSET, keyBytes);
      int entry = map.find(key, 0, keyBytes);
      answers[worker].setInt(out, 0);
      answers[worker].setInt(out + 4, entry < 0 ? RequestDescriptor.ABSENT : 0);
      answers[worker].setLong(
          out + UpdateDescriptor.VALUE_OFFSET, entry < 0 ? 0 : map.value(entry));
      out += UpdateDescriptor.KEY_OFFSET;
      at += UpdateDescriptor.entryBytes(keyBytes);
    }
    answerBytes[worker] = out;
  }

  private void scan(int worker, KeyMap map) {
    long bytes = 0;
    for (int entry = 0; entry < map.size(); entry++) {
      bytes += UpdateDescriptor.entryBytes(map.keyStart(entry + 1) - map.keyStart(entry));
    }
    reserve(worker, bytes);
    Region answer = answers[worker];
    long out = 0;
    for (int entry = 0; entry < map.size(); entry++) {
      int keyBytes = map.keyStart(entry + 1) - map.keyStart(entry);
      answer.setInt(out, keyBytes);
      answer.setInt(out + 4, 0);
      answer.setLong(out + UpdateDescriptor.VALUE_OFFSET, map.value(entry));
      answer.copyFrom(
          map.keyArray(), map.keyStart(entry), out + UpdateDescriptor.KEY_OFFSET, keyBytes);
      out += UpdateDescriptor.entryBytes(keyBytes);
    }
    answerBytes[worker] = out;
  }

  private void reserve(int worker, long bytes) {
    if (answers[worker] == null || answers[worker].bytes() < bytes) {
      if (answers[worker] != null) {
        answers[worker].close();
      }
      answers[worker] = Region.allocate(Math.max(4096, bytes));
    }
  }

  @Override
  public void close() {
    for (Region answer : answers) {
      if (answer != null) {
        answer.close();
      }
    }
  }
}
