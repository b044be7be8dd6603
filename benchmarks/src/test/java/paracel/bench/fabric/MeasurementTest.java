package paracel.bench.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasurementTest {

  private static final Measurement ONE = new Measurement("put", 8, 10, 100, 200, 300, 1.5);
  private static final Measurement OTHER = new Measurement("put", 8, 4, 50, 900, 901, 2.25);
  private static final Measurement THIRD = new Measurement("put", 8, 1, 70, 80, 5000, 4.0);

  @Test
  void whatIsWrittenIsRead() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("fabric", "none");
      json.writeNumberField("bytes", 99);
      json.writeArrayFieldStart("results");
      ONE.write(json);
      OTHER.write(json);
      json.writeEndArray();
      json.writeEndObject();
    }
    assertEquals(List.of(ONE, OTHER), Measurement.readAll(text.toString()));
  }

  @Test
  void linesOfTheTwinAreRead() throws IOException {
    String text =
        """
        {"op":"put","bytes":8,"way":"messages","busy":false,"count":10,"medianNs":100,\
        "p99Ns":200,"maxNs":300,"perSecond":1.5}
        {"op":"put","bytes":8,"way":"messages","busy":false,"count":4,"medianNs":50,\
        "p99Ns":900,"maxNs":901,"perSecond":2.25}
        """;
    assertEquals(List.of(ONE, OTHER), Measurement.readAll(text));
  }

  @Test
  void whatIsIncompleteIsRefused() {
    String lacksMedian = "{\"op\":\"put\",\"bytes\":8,\"count\":1,\"p99Ns\":2,\"maxNs\":3}";
    assertThrows(IOException.class, () -> Measurement.readAll(lacksMedian));
    assertThrows(IOException.class, () -> Measurement.readAll("mpirun has failed"));
  }

  @Test
  void severalOriginsMakeOne() {
    assertEquals(
        new Measurement("put", 8, 15, 70, 900, 5000, 7.75),
        Measurement.ofAll(List.of(ONE, OTHER, THIRD)));
    assertEquals(ONE, Measurement.ofAll(List.of(ONE)));
  }

  @Test
  void medianIsTheMiddle() {
    assertEquals(3, Measurement.median(List.of(9L, 1L, 3L)));
    assertEquals(3, Measurement.median(List.of(9L, 1L, 3L, 5L)));
  }
}
