package paracel.clock;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What all ranks of a job must agree on before they work together.
 *
 * @param jobId name of the job
 * @param options version and options of the program, as text; compared by checksum
 */
public record Identity(String jobId, String options) {

  public long jobHash() {
    return checksum(jobId);
  }

  public long optionsHash() {
    return checksum(options);
  }

  private static long checksum(String text) {
    CRC32C crc = new CRC32C();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    crc.update(bytes);
    return crc.getValue() << 32 | bytes.length;
  }
}
