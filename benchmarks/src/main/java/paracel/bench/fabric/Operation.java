package paracel.bench.fabric;

import java.util.Locale;

/** What is timed. */
enum Operation {
  /** Put and flush: the origin's bytes may be changed. */
  PUT,
  /** Get and flush: the bytes are there. */
  GET,
  /** Put, and get its last word until it is the new one: the put is visible at the target. */
  ROUNDTRIP;

  /** As in tables and JSON. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
