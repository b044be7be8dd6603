package paracel.bench.fabric;

/**
 * The target's window.
 *
 * <pre>
 *   0            64                  64 + 64 n
 *  +------------+-------------------+----------------------------+---------------------+
 *  | go         | per origin:       | per origin and measurement | per origin:         |
 *  |            | arrived, finished | figures, 64 bytes each     | data, max bytes     |
 *  +------------+-------------------+----------------------------+---------------------+
 * </pre>
 *
 * The target writes {@code go} when all origins have arrived; each origin writes what is its own.
 * An origin's index is its rank less one.
 */
record BenchDescriptor(int origins, int measurements, int maxBytes) {

  static final int WINDOW = 0;
  static final int TARGET = 0;
  static final long GO = 0;

  private static final long LINE = 64;

  /** Figures of one measurement, 8 bytes each. */
  static final int FIGURES = 8;

  long windowBytes() {
    return data(origins);
  }

  long arrived(int origin) {
    return LINE + LINE * origin;
  }

  long finished(int origin) {
    return arrived(origin) + Long.BYTES;
  }

  /**
   * Count, median, 99th percentile, largest, operations per second as bits of a double; work
   * requests, doorbells and completions of all operations.
   */
  long figures(int origin, int measurement) {
    return LINE * (1 + origins + (long) origin * measurements + measurement);
  }

  long data(int origin) {
    long dataBytes = (maxBytes + LINE - 1) & -LINE;
    return LINE * (1 + origins + (long) origins * measurements) + origin * dataBytes;
  }

  /** The word at an offset of an origin's data in the checks: no two are alike. */
  static long pattern(int origin, long offset, long round) {
    return (((round << 20) + origin << 30) + offset) * 0x9E3779B97F4A7C15L;
  }
}
