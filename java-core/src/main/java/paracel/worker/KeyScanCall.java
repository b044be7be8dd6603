package paracel.worker;

import paracel.table.ByteReader;
import paracel.table.RefusalException;
import paracel.table.Value;

/** One parameter rank's answer about many entries: they themselves, a number, or a value. */
final class KeyScanCall extends PendingRequest {

  /** What the answer holds. */
  enum Answer {
    ENTRIES,
    NUMBER,
    VALUE
  }

  private final Answer kind;

  byte[] entries;
  int entriesFrom;
  long number;
  Value value;

  KeyScanCall(Answer kind) {
    this.kind = kind;
  }

  @Override
  void take(ByteReader in) throws RefusalException {
    switch (kind) {
      case ENTRIES -> {
        number = in.getLong();
        entries = in.getBytes(in.remaining());
      }
      case NUMBER -> number = in.getLong();
      case VALUE -> value = KeyCall.value(in);
    }
  }
}
