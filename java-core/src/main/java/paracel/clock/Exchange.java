package paracel.clock;

import java.util.Arrays;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.Wait;
import paracel.mailbox.Slot;
import paracel.memory.Region;

/**
 * Rounds of an all-to-all exchange of short messages between workers, by way of slots at parameter
 * rank 0, whose CPU takes no part. In each round every worker writes one message and then may read
 * everybody's. Barrier, broadcast and reductions are made of it.
 *
 * <p>Two slots for each worker are enough: a worker writes round r + 2 only after it has seen round
 * r + 1 of all others, who by then have read all of round r.
 *
 * <p>A worker that has closed its exchange is not waited for in later rounds. Used by one thread.
 */
public final class Exchange implements Wait.Condition, AutoCloseable {

  /** Largest message in bytes. */
  public static final int MAX_BYTES = ControlDescriptor.EXCHANGE_SLOT_BYTES;

  private static final int TARGET = 0;

  private final Endpoint endpoint;
  private final Topology topology;
  private final ControlDescriptor layout;
  private final int worker;
  private final Idler idler;
  private final long timeoutNs;
  private final Region message;
  private final Region lines;
  private final Region received;

  private long round;
  private int reading = -1;
  private boolean closed;

  public Exchange(Endpoint endpoint, Topology topology, int worker, Idler idler, long timeoutNs) {
    this.endpoint = endpoint;
    this.topology = topology;
    this.layout = new ControlDescriptor(topology);
    this.worker = worker;
    this.idler = idler;
    this.timeoutNs = timeoutNs;
    this.message = Region.allocate(Slot.LINE_BYTES + MAX_BYTES);
    this.lines = Region.allocate((long) topology.workers() * Slot.LINE_BYTES);
    this.received = Region.allocate(MAX_BYTES);
  }

  /** Region in which the caller prepares its message, from offset {@link Slot#LINE_BYTES} on. */
  public Region message() {
    return message;
  }

  /**
   * Writes this worker's message of the next round and waits until everybody has written theirs.
   *
   * @param bytes length of the prepared message, 0..{@link #MAX_BYTES}
   */
  public void nextRound(int bytes) throws FabricException {
    Check.state(!closed, "the exchange is closed");
    Check.range("message bytes", bytes, 0, MAX_BYTES);
    round++;
    int parity = parity();
    Slot.write(
        endpoint,
        TARGET,
        ControlDescriptor.WINDOW,
        layout.exchangeLine(parity, worker),
        layout.exchangeData(parity, worker),
        round,
        message,
        bytes);
    reading = -1;
    Wait.until(this, idler, timeoutNs);
  }

  /** Whether a worker has sent a message in this round; false when it had closed before. */
  public boolean hasMessage(int from) {
    return sequence(from) == round;
  }

  /**
   * Reads a worker's message of this round.
   *
   * @return region that holds the message from offset 0 on, until the next call
   */
  public Region read(int from) throws FabricException {
    Check.state(hasMessage(from), "worker " + from + " takes no part in this round");
    reading = from;
    Wait.until(this, idler, timeoutNs);
    reading = -1;
    return received;
  }

  /** Length in bytes of a worker's message of this round. */
  public int messageBytes(int from) {
    return (int) lines.getLong(line(from) + Slot.BYTES_OFFSET);
  }

  /** A message whose line is known is only fetched; the lines are read anew when that fails. */
  @Override
  public boolean poll() throws FabricException {
    if (reading >= 0 && receive(reading)) {
      return true;
    }
    endpoint.get(
        TARGET,
        ControlDescriptor.WINDOW,
        layout.exchangeLine(parity(), 0),
        lines,
        0,
        lines.bytes());
    endpoint.flush(TARGET);
    return reading < 0 && everybodyIsThere();
  }

  private boolean everybodyIsThere() {
    for (int other = 0; other < topology.workers(); other++) {
      if (sequence(other) < round && !isAbsent(other)) {
        return false;
      }
    }
    return true;
  }

  private boolean receive(int from) throws FabricException {
    int bytes = messageBytes(from);
    if (bytes < 0 || bytes > MAX_BYTES) {
      return false;
    }
    if (bytes > 0) {
      endpoint.get(
          TARGET,
          ControlDescriptor.WINDOW,
          layout.exchangeData(parity(), from),
          received,
          0,
          (bytes + 7) & -8);
      endpoint.flush(TARGET);
    }
    return Slot.isWhole(lines, line(from), received, 0);
  }

  /** Takes no part in later rounds. Idempotent. */
  public void leave() throws FabricException {
    if (!closed) {
      closed = true;
      for (int parity = 0; parity < 2; parity++) {
        long line = layout.exchangeLine(parity, worker);
        endpoint.putLong(TARGET, ControlDescriptor.WINDOW, line + Slot.CLOSED_OFFSET, 1 + round);
      }
      endpoint.flush(TARGET);
    }
  }

  private int parity() {
    return (int) (round & 1);
  }

  private long sequence(int of) {
    return lines.getLong(line(of) + Slot.SEQUENCE_OFFSET);
  }

  /** Whether a worker has closed before this round; until then its message is waited for. */
  private boolean isAbsent(int other) {
    long closed = lines.getLong(line(other) + Slot.CLOSED_OFFSET);
    return closed != 0 && closed - 1 < round;
  }

  private static long line(int of) {
    return (long) of * Slot.LINE_BYTES;
  }

  @Override
  public String describe() {
    int[] missing = new int[topology.workers()];
    int count = 0;
    for (int other = 0; other < missing.length; other++) {
      if (sequence(other) < round && !isAbsent(other)) {
        missing[count++] = other;
      }
    }
    return "worker %d waits in round %d of an exchange for workers %s"
        .formatted(worker, round, Arrays.toString(Arrays.copyOf(missing, count)));
  }

  @Override
  public void close() {
    message.close();
    lines.close();
    received.close();
  }
}
