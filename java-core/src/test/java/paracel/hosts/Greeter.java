package paracel.hosts;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A TCP server for tests: tells whoever connects, on any address, the name of its host. */
final class Greeter {

  static final int PORT = 40_000; // of hosts where nothing else listens
  static final String LISTENS = "listens";

  private Greeter() {}

  public static void main(String[] args) throws IOException {
    byte[] name = Files.readAllBytes(Path.of("/proc/sys/kernel/hostname"));
    try (ServerSocket server = new ServerSocket(PORT)) {
      System.out.println(LISTENS);
      while (true) {
        try (Socket client = server.accept()) {
          client.getOutputStream().write(name);
        } catch (IOException e) {
          System.err.println(new String(name, StandardCharsets.UTF_8).strip() + ": " + e);
        }
      }
    }
  }
}
