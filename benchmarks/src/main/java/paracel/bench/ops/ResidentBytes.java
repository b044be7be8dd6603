package paracel.bench.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import paracel.table.Aggregate;
import paracel.table.Value;

/**
 * Bytes of memory that the processes of the parameter ranks have, as Linux counts them. It is asked
 * of a table without entries; ranks that are threads of one process count it several times.
 */
public final class ResidentBytes implements Aggregate {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmRSS:";

  @Override
  public void add(byte[] key, Value value) {}

  @Override
  public Value result() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(FIELD)) {
        return Value.of(1024 * Long.parseLong(line.replaceAll("[^0-9]", "")));
      }
    }
    throw new IOException(STATUS + " has no line " + FIELD);
  }

  @Override
  public Value combine(Value first, Value second) {
    return Value.of(first.asLong() + second.asLong());
  }
}
