package paracel.bench.ring;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.file.Path;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import paracel.base.Idler;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;

/**
 * Two IPC streams of Aeron, each with an exclusive publication, whose messages are written in place
 * ({@code tryClaim}): its fastest way. End 0 embeds the media driver, with one shared agent that
 * spins, yields and then parks for microseconds: more spinning agents than that would take the two
 * ends' cores from them on a small machine. The driver takes no part in a message's way, but moves
 * the limit of what may be sent.
 */
final class AeronLink implements MessageLink {

  private static final int STREAM = 1001;
  private static final long START_NS = 30_000_000_000L;

  private final MediaDriver driver;
  private final Aeron aeron;
  private final ExclusivePublication publication;
  private final Subscription subscription;
  private final BufferClaim claim = new BufferClaim();
  private final FragmentHandler handler;

  /**
   * Meets the other end.
   *
   * @param end 0 or 1
   * @param directory of the driver, the same at both ends; made and removed by the driver
   * @param capacity of each of the three terms of a stream
   */
  AeronLink(int end, Path directory, Idler idler, int capacity, Receiver receiver)
      throws FabricException {
    this.driver = end == 0 ? MediaDriver.launchEmbedded(driverContext(directory)) : null;
    this.aeron = connect(directory);
    String channel = "aeron:ipc?term-length=" + capacity;
    this.subscription = aeron.addSubscription(channel, STREAM + 1 - end);
    this.publication = aeron.addExclusivePublication(channel, STREAM + end);
    this.handler = (buffer, offset, length, header) -> receiver.onMessage(buffer.getLong(offset));
    Wait.until(
        new Wait.Condition() {
          @Override
          public boolean poll() {
            return publication.isConnected() && subscription.isConnected();
          }

          @Override
          public String describe() {
            return "end " + end + " of Aeron's streams waits for the other";
          }
        },
        idler,
        START_NS);
  }

  /** Without a connection the driver must not keep the process alive. */
  private Aeron connect(Path directory) {
    try {
      return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory.toString()));
    } catch (RuntimeException e) {
      if (driver != null) {
        driver.close();
      }
      throw e;
    }
  }

  private static MediaDriver.Context driverContext(Path directory) {
    IdleStrategy idling = new BackoffIdleStrategy(100, 100, 1_000, 100_000);
    return new MediaDriver.Context()
        .aeronDirectoryName(directory.toString())
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(idling)
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true);
  }

  @Override
  public boolean send(long value) {
    if (publication.tryClaim(MESSAGE_BYTES, claim) <= 0) {
      return false;
    }
    claim.buffer().putLong(claim.offset(), value);
    claim.commit();
    return true;
  }

  /** Aeron's messages are visible one by one. */
  @Override
  public boolean sendLazily(long value) {
    return send(value);
  }

  @Override
  public void flush() {}

  @Override
  public int receive(int limit) {
    return subscription.poll(handler, limit);
  }

  @Override
  public void close() {
    aeron.close();
    if (driver != null) {
      driver.close();
    }
  }
}
