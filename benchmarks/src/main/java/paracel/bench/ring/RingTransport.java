package paracel.bench.ring;

import java.util.Locale;

/** What carries the messages. */
enum RingTransport {
  RING,
  AERON;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
