package paracel.bench.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.Locale;
import paracel.clock.Topology;

/** What {@link FillProgram} has found; filled by worker 0, read when the job has ended. */
final class FillOutcome {

  /** Growth of each parameter rank that is not the store's: code is compiled, heaps settle. */
  private static final long OTHER_BYTES = 64L << 20;

  /** A moment of the job. */
  record Moment(double seconds, long entries, long storeBytes, long residentBytes) {}

  final int keys;
  final long updates;
  final int servers;
  Moment filled;
  Moment halfway;
  Moment end;
  long sum;
  long expectedSum;

  FillOutcome(int keys, long updates, int servers) {
    this.keys = keys;
    this.updates = updates;
    this.servers = servers;
  }

  /** Why the run has failed; null when every update is there and memory is flat. */
  String fault() {
    if (sum != expectedSum) {
      return "the sum of all values is %d, not %d".formatted(sum, expectedSum);
    }
    if (end.entries != keys) {
      return "there are %d entries, not %d".formatted(end.entries, keys);
    }
    if (end.storeBytes != filled.storeBytes) {
      return "the store has grown from %d to %d bytes".formatted(filled.storeBytes, end.storeBytes);
    }
    if (end.residentBytes > filled.residentBytes + servers * OTHER_BYTES) {
      return "the parameter ranks have grown from %d to %d bytes"
          .formatted(filled.residentBytes, end.residentBytes);
    }
    return null;
  }

  private double updatesPerSecond() {
    return updates / (end.seconds - filled.seconds);
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%d keys filled in %.1f s; %d updates in %.1f s, %.0f a second%n",
        keys,
        filled.seconds,
        updates,
        end.seconds - filled.seconds,
        updatesPerSecond());
    print(out, "filled", filled);
    print(out, "half of the updates", halfway);
    print(out, "end", end);
    out.printf("sum %d, expected %d%n", sum, expectedSum);
  }

  private static void print(PrintStream out, String when, Moment at) {
    out.printf(
        Locale.ROOT,
        "%-20s %d entries, store %.1f MB, parameter ranks resident %.1f MB%n",
        when,
        at.entries,
        at.storeBytes * 1e-6,
        at.residentBytes * 1e-6);
  }

  String json(Topology topology, String fabric) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("keys", keys);
      json.writeNumberField("updates", updates);
      json.writeNumberField("updatesPerSecond", updatesPerSecond());
      write(json, "filled", filled);
      write(json, "halfway", halfway);
      write(json, "end", end);
      json.writeNumberField("sum", sum);
      json.writeNumberField("expectedSum", expectedSum);
      json.writeNumberField("workers", topology.workers());
      json.writeNumberField("servers", topology.servers());
      json.writeStringField("fabric", fabric);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String name, Moment at) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("seconds", at.seconds);
    json.writeNumberField("entries", at.entries);
    json.writeNumberField("storeBytes", at.storeBytes);
    json.writeNumberField("residentBytes", at.residentBytes);
    json.writeEndObject();
  }
}
