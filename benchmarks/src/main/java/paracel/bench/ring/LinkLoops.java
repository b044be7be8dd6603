package paracel.bench.ring;

import org.HdrHistogram.Histogram;
import paracel.base.Idler;
import paracel.bench.fabric.Measurement;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;

/**
 * What the two ends do. Messages carry the numbers 1, 2, ..., which the receiving end checks;
 * {@link #STOP} is the last. All waits end with an exception when the other end is silent for
 * {@value #SILENCE_NS} ns. Of one end; used by one thread.
 */
final class LinkLoops implements MessageLink.Receiver {

  static final long STOP = -1;

  private static final long SILENCE_NS = 20_000_000_000L;
  private static final long LARGEST_NS = 1_000_000_000L;
  private static final long SPAN_NS = 5_000_000;
  private static final int RECEIVE_MAX = 256;
  private static final int BATCH = 32;
  private static final int LOOK_MASK = 1023;

  private final Idler idler;
  private final long nanos;
  private MessageLink link;

  private long last; // number of the last message received
  private boolean isStopped;
  private boolean isWrong;
  private int idles;
  private long idleSinceNs;

  /**
   * @param nanos duration of the measurement, after a warm-up of the same length
   */
  LinkLoops(Idler idler, long nanos) {
    this.idler = idler;
    this.nanos = nanos;
  }

  void link(MessageLink newLink) {
    link = newLink;
  }

  @Override
  public void onMessage(long value) {
    if (value == STOP) {
      isStopped = true;
    } else {
      isWrong |= value != last + 1;
      last = value;
    }
  }

  /** Sends, waits for the answer, and so on: half of the time of a round is one way. */
  Measurement ping() throws FabricException {
    Histogram histogram = new Histogram(1, LARGEST_NS, 3);
    long sent = 0;
    long warmNs = idler.nanoTime() + nanos;
    while (idler.nanoTime() < warmNs) {
      roundTrip(++sent);
    }
    long startNs = idler.nanoTime();
    long beforeNs = startNs;
    while (beforeNs - startNs < nanos) {
      roundTrip(++sent);
      long afterNs = idler.nanoTime();
      histogram.recordValue(Math.clamp(afterNs - beforeNs, 1, LARGEST_NS));
      beforeNs = afterNs;
    }
    send(STOP);
    long count = histogram.getTotalCount();
    return new Measurement(
        "latency",
        MessageLink.MESSAGE_BYTES,
        count,
        histogram.getValueAtPercentile(50) / 2,
        histogram.getValueAtPercentile(99) / 2,
        histogram.getMaxValue() / 2,
        2e9 * count / (beforeNs - startNs));
  }

  private void roundTrip(long value) throws FabricException {
    send(value);
    while (last != value) {
      if (link.receive(1) == 0) {
        idle();
      } else {
        check();
        busy();
      }
    }
  }

  /** Sends back what comes. */
  void echo() throws FabricException {
    long answered = 0;
    while (!isStopped) {
      if (link.receive(1) == 0) {
        idle();
      } else if (last > answered) {
        check();
        busy();
        send(++answered);
      }
    }
  }

  /**
   * Sends as much as there is room for, until the other end has measured and says stop.
   *
   * @param isLazy whether messages become visible in batches
   */
  void flood(boolean isLazy) throws FabricException {
    long sent = 0;
    while (!isStopped) {
      for (int i = 0; i < BATCH; i++) {
        sent++;
        while (!(isLazy ? link.sendLazily(sent) : link.send(sent))) {
          idle();
        }
        busy();
      }
      link.flush();
      link.receive(1);
    }
    send(STOP);
  }

  /**
   * Receives, and counts when messages have been coming for a while. The median is that of spans of
   * 5 ms: on a machine with other work it tells what a message costs while both ends have a core.
   */
  Measurement drain(String op) throws FabricException {
    drainFor(1);
    drainFor(nanos);
    Histogram picoseconds = new Histogram(1, 1000 * LARGEST_NS, 3);
    long from = last;
    long startNs = idler.nanoTime();
    long beforeNs = startNs;
    while (beforeNs - startNs < nanos || last == from) {
      long before = last;
      drainFor(SPAN_NS);
      long afterNs = idler.nanoTime();
      if (last > before) {
        picoseconds.recordValue(1000 * (afterNs - beforeNs) / (last - before));
      }
      beforeNs = afterNs;
    }
    long count = last - from;
    send(STOP);
    while (!isStopped) {
      drainSome();
    }
    return new Measurement(
        op,
        MessageLink.MESSAGE_BYTES,
        count,
        Math.ceilDiv(picoseconds.getValueAtPercentile(50), 1000),
        Math.ceilDiv(picoseconds.getValueAtPercentile(99), 1000),
        Math.ceilDiv(picoseconds.getMaxValue(), 1000),
        1e9 * count / (beforeNs - startNs));
  }

  private void drainFor(long spanNs) throws FabricException {
    while (last == 0) {
      drainSome();
    }
    long endNs = idler.nanoTime() + spanNs;
    while (idler.nanoTime() < endNs) {
      drainSome();
    }
  }

  private void drainSome() throws FabricException {
    if (link.receive(RECEIVE_MAX) == 0) {
      idle();
    } else {
      check();
      busy();
    }
  }

  private void send(long value) throws FabricException {
    while (!link.send(value)) {
      idle();
    }
  }

  private void check() throws FabricException {
    if (isWrong) {
      throw new FabricException("messages came out of order, before number " + last);
    }
  }

  private void busy() {
    if (idles != 0) {
      idles = 0;
      idler.reset();
    }
  }

  /** The clock is looked at now and then only, because that takes as long as a message. */
  private void idle() throws FabricException {
    idler.idle();
    if ((idles++ & LOOK_MASK) == LOOK_MASK) {
      long nowNs = idler.nanoTime();
      if (idles <= LOOK_MASK + 1) {
        idleSinceNs = nowNs;
      } else if (nowNs - idleSinceNs > SILENCE_NS) {
        throw new DeadlineException(
            "waited %.0f s for the other end, after %d messages"
                .formatted((nowNs - idleSinceNs) * 1e-9, last));
      }
    }
  }
}
