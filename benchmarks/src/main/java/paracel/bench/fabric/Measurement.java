package paracel.bench.fabric;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long one operation takes for one size, in nanoseconds.
 *
 * @param perSecond operations
 * @param requests work requests of a network device per operation; 0 where there is none
 * @param doorbells calls that hand work requests over, per operation
 * @param completions taken per operation
 */
public record Measurement(
    String op,
    int bytes,
    long count,
    long medianNs,
    long p99Ns,
    long maxNs,
    double perSecond,
    double requests,
    double doorbells,
    double completions) {

  /** One without a network device. */
  public Measurement(
      String op, int bytes, long count, long medianNs, long p99Ns, long maxNs, double perSecond) {
    this(op, bytes, count, medianNs, p99Ns, maxNs, perSecond, 0, 0, 0);
  }

  /**
   * One for several origins that were measured at the same time: their counts and rates add up; the
   * median is that of their medians, percentile and maximum are the largest; what a device was
   * asked is that of the first.
   */
  public static Measurement ofAll(List<Measurement> all) {
    Measurement first = all.getFirst();
    return new Measurement(
        first.op,
        first.bytes,
        all.stream().mapToLong(Measurement::count).sum(),
        median(all.stream().map(Measurement::medianNs).toList()),
        all.stream().mapToLong(Measurement::p99Ns).max().orElseThrow(),
        all.stream().mapToLong(Measurement::maxNs).max().orElseThrow(),
        all.stream().mapToDouble(Measurement::perSecond).sum(),
        first.requests,
        first.doorbells,
        first.completions);
  }

  /** The middle one, the lower of two. */
  public static long median(List<Long> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  /** Whether a network device was asked for anything. */
  public boolean usesDevice() {
    return requests > 0;
  }

  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("op", op);
    json.writeNumberField("bytes", bytes);
    json.writeNumberField("count", count);
    json.writeNumberField("medianNs", medianNs);
    json.writeNumberField("p99Ns", p99Ns);
    json.writeNumberField("maxNs", maxNs);
    json.writeNumberField("perSecond", perSecond);
    if (usesDevice()) {
      json.writeNumberField("requests", requests);
      json.writeNumberField("doorbells", doorbells);
      json.writeNumberField("completions", completions);
    }
    json.writeEndObject();
  }

  /**
   * Finds all measurements in JSON texts that follow each other, whatever else is in them.
   *
   * @throws IOException when it is not JSON, or a measurement lacks a figure
   */
  public static List<Measurement> readAll(String text) throws IOException {
    List<Measurement> found = new ArrayList<>();
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      for (JsonToken token; (token = json.nextToken()) != null; ) {
        if (token.isScalarValue() && json.currentName() != null) {
          fields.put(json.currentName(), json.getText());
        } else if (token == JsonToken.START_OBJECT) {
          fields.clear();
        } else if (token == JsonToken.END_OBJECT && fields.containsKey("op")) {
          found.add(of(fields));
          fields.clear();
        }
      }
    }
    return found;
  }

  private static Measurement of(Map<String, String> fields) throws IOException {
    try {
      return new Measurement(
          fields.get("op"),
          Integer.parseInt(fields.get("bytes")),
          Long.parseLong(fields.get("count")),
          Long.parseLong(fields.get("medianNs")),
          Long.parseLong(fields.get("p99Ns")),
          Long.parseLong(fields.get("maxNs")),
          Double.parseDouble(fields.get("perSecond")),
          Double.parseDouble(fields.getOrDefault("requests", "0")),
          Double.parseDouble(fields.getOrDefault("doorbells", "0")),
          Double.parseDouble(fields.getOrDefault("completions", "0")));
    } catch (NumberFormatException | NullPointerException e) {
      throw new IOException("a measurement that lacks a figure: " + fields, e);
    }
  }
}
