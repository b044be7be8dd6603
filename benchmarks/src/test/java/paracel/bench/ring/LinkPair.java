package paracel.bench.ring;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import paracel.base.BackoffIdler;
import paracel.base.Check;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.job.FabricChoice;

/** Both ends of a link in one JVM, through shared memory as between processes. */
public final class LinkPair implements AutoCloseable {

  private final Path directory;
  private final FabricGroup group;
  private final MessageLink from;
  private final MessageLink to;
  private long sum;

  private LinkPair(String transport) throws Exception {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "paracel-pair-");
    boolean isRing = transport.equals(RingTransport.RING.word());
    String job = directory.getFileName().toString();
    FabricSpec spec = FabricSpec.threads(job, 2, 1);
    group = isRing ? FabricChoice.choose("shm", spec).open(spec) : null;
    FutureTask<MessageLink> other = new FutureTask<>(() -> end(0));
    Thread.ofPlatform().start(other);
    from = end(1);
    to = other.get();
  }

  public static LinkPair open(String transport) throws Exception {
    return new LinkPair(transport);
  }

  private MessageLink end(int end) throws Exception {
    int capacity = RingProcess.CAPACITY;
    if (group == null) {
      Path files = directory.resolve("aeron");
      return new AeronLink(end, files, new BackoffIdler(), capacity, value -> sum += value);
    }
    return new RingLink(group.fabric(end), new BackoffIdler(), capacity, value -> sum += value);
  }

  /** Sends so many messages and receives them; gives the sum of all that was ever received. */
  public long pass(int count, boolean isLazy) throws Exception {
    for (int i = 0; i < count; i++) {
      while (!(isLazy ? from.sendLazily(i) : from.send(i))) {
        Thread.onSpinWait(); // until Aeron's driver has moved the limit
      }
    }
    from.flush();
    int received = 0;
    while (received < count) {
      received += to.receive(count - received);
    }
    return sum;
  }

  @Override
  public void close() throws Exception {
    from.close();
    to.close();
    if (group != null) {
      group.close();
    }
    File[] left = directory.toFile().listFiles();
    Check.state(left == null || left.length == 0, "the driver has removed its files");
    Files.delete(directory);
  }
}
