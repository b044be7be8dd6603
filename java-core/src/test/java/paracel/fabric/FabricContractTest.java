package paracel.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import paracel.memory.Region;

/**
 * What every fabric promises, one test for each guarantee of {@link Endpoint} and {@link Fabric}. A
 * fabric is correct when its subclass passes.
 *
 * <p>Tasks wait by their idler and by endpoint operations only, so that the suite runs on simulated
 * time as well. Values tell where they come from: each word depends on its round and its place, and
 * none is zero.
 */
public abstract class FabricContractTest extends TransferContract {

  /** Whether endpoint operations promise to allocate nothing. */
  protected boolean allocatesNothing() {
    return true;
  }

  // ---- windows come and go

  @Test
  void attachWaitsForExpose() throws Exception {
    run(
        rank -> {
          Region own = rank.fabric().allocate(2, 64);
          rank.idler().sleepUntil(rank.idler().nanoTime() + 20_000_000);
          own.setLong(8, 4711);
          rank.fabric().expose(2, own);
        },
        rank -> {
          rank.attach(0, 2, 64);
          assertEquals(4711, rank.endpoint().getLong(0, 2, 8));
        });
  }

  @Test
  void attachEndsAtItsDeadlineAndSaysWhoWaitedForWhat() throws Exception {
    run(
        rank -> rank.window(6, 64),
        rank -> {
          DeadlineException e =
              assertThrows(
                  DeadlineException.class,
                  () -> rank.fabric().attach(0, 7, 64, rank.idler(), 30_000_000));
          assertTrue(e.getMessage().contains("rank 1"), e.getMessage());
          assertTrue(e.getMessage().contains("rank 0"), e.getMessage());
          assertTrue(e.getMessage().contains("window 7"), e.getMessage());
        });
  }

  @Test
  void allocatedButNotExposedIsNotAttached() throws Exception {
    run(
        rank -> rank.fabric().allocate(0, 64),
        rank ->
            assertThrows(
                DeadlineException.class,
                () -> rank.fabric().attach(0, 0, 64, rank.idler(), 30_000_000)));
  }

  @Test
  void attachRefusesAnotherSize() throws Exception {
    run(
        rank -> rank.window(1, 128),
        rank -> {
          FabricException e = assertThrows(FabricException.class, () -> rank.attach(0, 1, 256));
          assertTrue(e.getMessage().contains("128"), e.getMessage());
          assertTrue(e.getMessage().contains("256"), e.getMessage());
          rank.attach(0, 1, 128);
        });
  }

  @Test
  void waitOfAnInterruptedThreadEnds() throws Exception {
    openGroup(2);
    FabricGroup.Handle handle = start(1, rank -> rank.attach(0, 0, 64));
    handle.interrupt();
    assertTrue(handle.join(JOIN_NS));
    if (isHere(1)) {
      assertInstanceOf(InterruptedRankException.class, handle.failure());
    }
  }

  @Test
  void failureOfATaskIsKept() throws Exception {
    openGroup(1);
    IllegalStateException thrown = new IllegalStateException("on purpose");
    FabricGroup.Handle failing =
        start(
            0,
            rank -> {
              throw thrown;
            });
    FabricGroup.Handle returning = start(0, rank -> {});
    assertTrue(failing.join(JOIN_NS));
    assertTrue(returning.join(JOIN_NS));
    if (isHere(0)) {
      assertSame(thrown, failing.failure());
    }
    assertNull(returning.failure());
  }

  @Test
  void sealedWindowGoesOnWorking() throws Exception {
    run(
        rank -> {
          Region own = rank.window(0, 64);
          rank.awaitOwn(own, 0, 1);
          rank.fabric().seal(0);
          rank.fabric().seal(0);
          own.setLongRelease(8, 1);
          rank.awaitOwn(own, 16, 99);
        },
        rank -> {
          rank.attach(0, 0, 64);
          rank.endpoint().putLong(0, 0, 0, 1);
          rank.awaitWord(0, 0, 8, 1);
          rank.endpoint().putLong(0, 0, 16, 99);
        });
  }

  @Test
  void windowIsExposedOnce() throws Exception {
    run(
        rank -> {
          Region own = rank.window(0, 64);
          assertThrows(RuntimeException.class, () -> rank.fabric().expose(0, own));
        });
  }

  @Test
  void ranksKnowThemselvesAndCloseTwice() throws Exception {
    FabricGroup opened = openGroup(3);
    for (int rank = 0; rank < 3; rank++) {
      if (isHere(rank)) {
        assertEquals(rank, opened.fabric(rank).rank());
        Endpoint endpoint = opened.fabric(rank).openEndpoint();
        endpoint.close();
        endpoint.close();
        opened.fabric(rank).close();
        opened.fabric(rank).close();
      }
    }
    close(opened);
    opened.close();
  }

  // ---- mistakes

  @Test
  void placesOutsideAWindowAreRefused() throws Exception {
    run(
        rank -> {
          Region own = rank.window(0, 256);
          rank.awaitOwn(own, 0, 1);
          verify(own, 8, 0, 0, 0);
        },
        rank -> {
          rank.attach(0, 0, 256);
          Region origin = rank.fabric().allocate(0, 128);
          fill(origin, 0, 128, 3);
          Endpoint endpoint = rank.endpoint();
          outside(() -> endpoint.put(0, 0, 256, origin, 0, 8));
          outside(() -> endpoint.put(0, 0, 248, origin, 0, 16));
          outside(() -> endpoint.put(0, 0, 248, origin, 0, 12));
          outside(() -> endpoint.put(0, 0, -8, origin, 0, 16));
          outside(() -> endpoint.put(0, 0, Long.MAX_VALUE & -8, origin, 0, 16));
          outside(() -> endpoint.put(0, 0, 0, origin, 120, 16));
          outside(() -> endpoint.put(0, 0, 0, origin, 0, -8));
          outside(() -> endpoint.get(0, 0, 256, origin, 0, 4));
          outside(() -> endpoint.get(0, 0, 252, origin, 4, 8));
          outside(() -> endpoint.get(0, 0, -4, origin, 4, 8));
          outside(() -> endpoint.get(0, 0, 0, origin, 128, 8));
          outside(() -> endpoint.putLong(0, 0, 256, 1));
          outside(() -> endpoint.putLong(0, 0, -8, 1));
          outside(() -> endpoint.getLong(0, 0, 256));
          outside(() -> endpoint.getLong(0, 0, -8));
          endpoint.flush(0);
          verifyPattern(origin, 3);
          endpoint.putLong(0, 0, 0, 1);
        });
  }

  static void verifyPattern(Region region, int round) {
    for (long at = 0; at < region.bytes(); at += 4) {
      assertWord(pattern(round, at), region, at, region.bytes());
    }
  }

  @FunctionalInterface
  private interface Operation {
    void run() throws FabricException;
  }

  private static void outside(Operation operation) {
    assertThrows(IndexOutOfBoundsException.class, operation::run);
  }

  // ---- cost

  @Test
  void operationsAllocateNothing() throws Exception {
    assumeTrue(allocatesNothing(), "this fabric allocates");
    run(
        rank -> {
          Region own = rank.window(0, 16384);
          rank.awaitOwn(own, 0, 1);
        },
        rank -> {
          rank.attach(0, 0, 16384);
          Region origin = rank.fabric().allocate(0, 16384);
          long best = Long.MAX_VALUE;
          for (int attempt = 0; attempt < 20 && best > 0; attempt++) { // until it is compiled
            best = Math.min(best, allocatedBytes(rank.endpoint(), origin, rounds(10_000)));
          }
          assertEquals(0, best, "bytes allocated by " + rounds(10_000) + " rounds of operations");
          rank.endpoint().putLong(0, 0, 0, 1);
        });
  }

  private static long allocatedBytes(Endpoint endpoint, Region origin, int rounds)
      throws FabricException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      long offset = 64 + 8 * (i % 16);
      endpoint.put(0, 0, offset, origin, 0, 4 * (i * 37 % 1024));
      endpoint.fence(0);
      endpoint.putLong(0, 0, 8, i);
      endpoint.get(0, 0, offset + 4, origin, 4, 4 * (i * 37 % 1024));
      endpoint.flush(0);
      endpoint.getLong(0, 0, 16);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
