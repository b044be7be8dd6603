package paracel.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What tells nodes apart: ranks whose numbers are equal can share memory. Two containers of one
 * machine are two nodes if they have names of their own or do not see the same /dev/shm.
 */
public final class NodeIdentity {

  private NodeIdentity() {}

  /** Equal in all processes of this node. */
  public static long ofThisNode() throws IOException {
    Path shared = Path.of("/dev/shm");
    String text =
        read("/proc/sys/kernel/hostname")
            + read("/proc/sys/kernel/random/boot_id")
            + (Files.isDirectory(shared) ? Files.getAttribute(shared, "unix:dev") : "none");
    return combine(text);
  }

  private static long combine(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() << 32 | text.hashCode() & 0xFFFF_FFFFL;
  }

  /** For a rank that is to share memory with no other. */
  public static long ofOne(int rank) {
    return combine("rank " + rank);
  }

  private static String read(String path) throws IOException {
    return Files.readString(Path.of(path)).strip() + "\n";
  }
}
