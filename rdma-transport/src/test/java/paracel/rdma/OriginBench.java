package paracel.rdma;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.memory.Region;

/**
 * The counterpart of native/test/verbs_twin.c on our endpoint: the same operations in the same
 * order, with what each costs.
 */
final class OriginBench {

  /** Of each operation, as in the program in C. */
  static final int ROUNDS = 2000;

  private static final int WARM_UP = 500;
  private static final long AT = 1024;

  private final Endpoint endpoint;
  private final Region origin;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * @param endpoint to window 0 of rank 0
   */
  OriginBench(Endpoint endpoint, Region origin) {
    this.endpoint = endpoint;
    this.origin = origin;
  }

  /** What an operation with its flush takes; the first three per round. */
  record Cost(
      String op,
      int bytes,
      double requests,
      double doorbells,
      double completions,
      long medianNs,
      long p99Ns,
      long allocatedBytes) {

    /** As the program in C prints it. */
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"op\":\"%s\",\"bytes\":%d,\"rounds\":%d,\"requests\":%.3f,\"doorbells\":%.3f,"
              + "\"completions\":%.3f,\"medianNs\":%d,\"p99Ns\":%d,\"allocatedBytes\":%d}",
          op,
          bytes,
          ROUNDS,
          requests,
          doorbells,
          completions,
          medianNs,
          p99Ns,
          allocatedBytes);
    }
  }

  /** Measures puts and gets in the order of the program in C, then single words. */
  List<Cost> measure() throws FabricException {
    String[] ops = {"put", "put", "get", "get", "putLong", "getLong"};
    int[] bytes = {8, 1024, 8, 1024, 8, 8};
    for (int i = 0; i < ops.length; i++) {
      for (int round = 0; round < WARM_UP; round++) {
        operate(ops[i], bytes[i]);
      }
    }
    operate("get", 8); // nothing is under way now
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < ops.length; i++) {
      costs.add(measure(ops[i], bytes[i]));
    }
    return costs;
  }

  private Cost measure(String op, int bytes) throws FabricException {
    long[] ns = new long[ROUNDS];
    long[] before = endpoint.deviceCounts(0);
    long allocated = threads.getCurrentThreadAllocatedBytes();
    allocated = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < ROUNDS; round++) {
      long startNs = System.nanoTime();
      operate(op, bytes);
      ns[round] = System.nanoTime() - startNs;
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    long[] after = endpoint.deviceCounts(0);
    Arrays.sort(ns);
    double[] each = new double[3];
    for (int i = 0; i < 3; i++) {
      each[i] = (double) (after[i] - before[i]) / ROUNDS;
    }
    return new Cost(
        op, bytes, each[0], each[1], each[2], ns[ROUNDS / 2], ns[ROUNDS * 99 / 100], allocated);
  }

  private void operate(String op, int bytes) throws FabricException {
    switch (op) {
      case "put" -> endpoint.put(0, 0, AT, origin, 0, bytes);
      case "get" -> endpoint.get(0, 0, AT, origin, 0, bytes);
      case "putLong" -> endpoint.putLong(0, 0, AT, bytes);
      default -> endpoint.getLong(0, 0, AT);
    }
    endpoint.flush(0);
  }

  /** What many operations leave behind. */
  record Growth(int operations, long allocatedBytes, long residentBytes) {}

  /**
   * Carries out many operations, most of them such that nobody waits for; after some to warm up.
   */
  Growth grow(int operations) throws FabricException, IOException {
    many(operations / 8);
    long resident = residentBytes();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    allocated = threads.getCurrentThreadAllocatedBytes();
    many(operations);
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    return new Growth(operations, allocated, residentBytes() - resident);
  }

  private void many(int operations) throws FabricException {
    for (int done = 0; done < operations; done += 50) {
      for (int put = 0; put < 24; put++) {
        operate("put", 8);
        operate("putLong", 8);
      }
      operate("put", 1024);
      operate(done % 100 == 0 ? "get" : "getLong", 8);
    }
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status without VmRSS");
  }
}
