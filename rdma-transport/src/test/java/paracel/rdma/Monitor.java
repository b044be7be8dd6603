package paracel.rdma;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection to the monitor of an emulated machine, in QEMU's machine protocol: a line of JSON
 * for each command and for each answer. QEMU drops commands that it has not read when the
 * connection ends, so every answer is awaited.
 */
final class Monitor implements AutoCloseable {

  private static final long ANSWER_NS = 30_000_000_000L;

  private final SocketChannel channel;
  private final ByteBuffer read = ByteBuffer.allocate(1 << 16).flip();

  Monitor(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean done = false;
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      String greeting = line();
      if (!greeting.contains("\"QMP\"")) {
        throw new IOException("no monitor of QEMU: " + greeting);
      }
      execute("qmp_capabilities", "{}");
      done = true;
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  /**
   * Has a command carried out.
   *
   * @param arguments a JSON object
   * @throws IOException when QEMU refuses it, or does not answer in time
   */
  void execute(String command, String arguments) throws IOException {
    String words = "{\"execute\":\"%s\",\"arguments\":%s}\n".formatted(command, arguments);
    ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    String answer = line();
    while (answer.contains("\"event\"")) {
      answer = line();
    }
    if (!answer.startsWith("{\"return\"")) {
      throw new IOException("the monitor's answer to " + words.strip() + ": " + answer);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (long startNs = System.nanoTime(); ; ) {
      while (read.hasRemaining()) {
        char next = (char) read.get();
        if (next == '\n') {
          return line.toString().strip();
        }
        line.append(next);
      }
      if (channel.read(read.clear()) < 0) {
        throw new IOException("the monitor has ended after: " + line);
      }
      read.flip();
      if (System.nanoTime() - startNs > ANSWER_NS) {
        throw new IOException("the monitor does not answer: " + line);
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
