package paracel.bench.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What one kind of call has given, all workers together.
 *
 * @param size numbers that a call reads or changes
 * @param p50Us median duration of a call; of one that is not waited for until it is completed, of a
 *     push until it returns
 */
record OpsResult(
    String table,
    String op,
    int size,
    double opsPerSecond,
    double bytesPerSecond,
    double p50Us,
    double p99Us) {

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("table", table);
    json.writeStringField("op", op);
    json.writeNumberField("size", size);
    json.writeNumberField("opsPerSecond", opsPerSecond);
    json.writeNumberField("bytesPerSecond", bytesPerSecond);
    json.writeNumberField("p50Us", p50Us);
    json.writeNumberField("p99Us", p99Us);
    json.writeEndObject();
  }
}
