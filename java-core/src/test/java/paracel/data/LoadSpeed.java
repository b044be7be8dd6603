package paracel.data;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Times the loading of one LIBSVM file by one thread, {@code LoadSpeed FILE [TIMES]}, in megabytes
 * per second of its processor time, so that other load on the machine does not count.
 */
final class LoadSpeed {

  private LoadSpeed() {}

  public static void main(String[] args) throws Exception {
    InputFiles input = InputFiles.resolve("input", List.of(args[0]));
    List<Block> blocks = BlockPlan.of(input, 1).blocks(0);
    int times = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    for (int i = 0; i < times; i++) {
      long linesNs = readLines(blocks);
      long parseNs = parse(blocks);
      long loadNs = load(blocks);
      System.out.printf(
          "lines %.0f MB/s, and parsed %.0f MB/s, and stored %.0f MB/s%n",
          speed(input, linesNs), speed(input, parseNs), speed(input, loadNs));
    }
  }

  private static double speed(InputFiles input, long ns) {
    return input.totalBytes() * 1e3 / ns;
  }

  private static long readLines(List<Block> blocks) throws Exception {
    long start = cpuNs();
    try (LineReader reader = new LineReader()) {
      for (Block block : blocks) {
        reader.open(block);
        while (reader.next()) {}
      }
    }
    return cpuNs() - start;
  }

  private static long parse(List<Block> blocks) throws Exception {
    long start = cpuNs();
    LibsvmParser parser = new LibsvmParser();
    SparseRow row = new SparseRow();
    try (LineReader reader = new LineReader()) {
      for (Block block : blocks) {
        reader.open(block);
        while (reader.next()) {
          parser.parse(reader.buffer(), reader.from(), reader.to(), row);
        }
      }
    }
    return cpuNs() - start;
  }

  private static long load(List<Block> blocks) throws Exception {
    long start = cpuNs();
    new DatasetLoader(new LibsvmFormat(), LabelRule.any()).load(blocks);
    return cpuNs() - start;
  }

  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
