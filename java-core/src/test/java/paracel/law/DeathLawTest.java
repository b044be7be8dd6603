package paracel.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import paracel.fabric.FabricException;
import paracel.fabric.PeerLostException;
import paracel.table.Consistency;

/**
 * When a rank dies, every other rank ends with the name of the dead one, unless it has done its
 * work and ends well; and in time. When the network loses operations a job fails or is right.
 */
@Timeout(120)
final class DeathLawTest {

  private static final List<Consistency> KINDS =
      List.of(Consistency.bsp(), Consistency.ssp(0), Consistency.ssp(2), Consistency.asp());

  /** Until then ranks expose and attach their first windows, or have not begun. */
  private static final long FIRST_STEPS_NS = 30_000;

  private static final long HISTORIES = Long.getLong("paracel.law.deaths", 300);

  private static History history(long seed) {
    return new History(seed, KINDS.get((int) (seed % KINDS.size())), Fault.NONE);
  }

  @Test
  void survivorsNameTheDeadRank() {
    AtomicInteger named = new AtomicInteger();
    AtomicInteger endedWell = new AtomicInteger();
    AtomicLong longestNs = new AtomicLong();
    LongStream.range(0, HISTORIES)
        .parallel()
        .forEach(seed -> checkDeath(seed, named, endedWell, longestNs));
    System.out.printf(
        "%d deaths: %d survivors named the dead rank, %d had done their work; %.2f s at most%n",
        HISTORIES, named.get(), endedWell.get(), longestNs.get() * 1e-9);
    assertTrue(named.get() > 2 * endedWell.get(), "most deaths are before the end");
  }

  private static void checkDeath(
      long seed, AtomicInteger named, AtomicInteger endedWell, AtomicLong longestNs) {
    try {
      History undisturbed = history(seed);
      undisturbed.run();
      SplittableRandom random = new SplittableRandom(seed ^ 0xdead);
      int dead = random.nextInt(undisturbed.topology().ranks());
      long latestNs =
          switch (random.nextInt(4)) {
            case 0 -> 1 + (FIRST_STEPS_NS >> random.nextInt(12)); // ranks differ in speed
            case 1 -> undisturbed.openNs();
            default -> undisturbed.endNs()[dead];
          };
      long deathNs = random.nextLong(latestNs);
      History history = history(seed);
      List<Throwable> failures = history.runRanks(0, group -> group.killAt(dead, deathNs));
      for (int rank = 0; rank < failures.size(); rank++) {
        String who = "seed " + seed + ", rank " + rank + ", dead " + dead;
        if (rank == dead) {
          Throwable end = failures.get(rank); // null when it was in its very last step
          assertTrue(end == null || end instanceof Error, who + " is not dead");
        } else if (failures.get(rank) == null) {
          endedWell.incrementAndGet(); // its program has checked all values
        } else if (failures.get(rank) instanceof PeerLostException lost) {
          assertEquals(dead, lost.rank(), who + ": " + lost.getMessage());
          named.incrementAndGet();
          longestNs.accumulateAndGet(
              checkTime(history.endNs()[rank] - deathNs, deathNs < undisturbed.openNs(), who),
              Math::max);
        } else {
          fail(who + ": " + failures.get(rank), failures.get(rank));
        }
      }
    } catch (Exception e) {
      fail("seed " + seed + ": " + e, e);
    }
  }

  /** Who waits for a rank that never came waits for the start; else heartbeats tell. */
  private static long checkTime(long tookNs, boolean duringStart, String who) {
    long limitNs = History.DEADLINES.peerNs() + 5 * History.DEADLINES.beatNs();
    if (duringStart) {
      limitNs += History.DEADLINES.startNs();
    }
    assertTrue(tookNs <= limitNs, who + " ended only after " + tookNs * 1e-9 + " s");
    return tookNs;
  }

  @Test
  void lossesEndTheJobOrTheResultIsRight() {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger right = new AtomicInteger();
    LongStream.range(0, HISTORIES)
        .parallel()
        .forEach(
            seed -> {
              double probability = seed % 2 == 0 ? 1e-3 : 1e-5;
              try {
                List<Throwable> failures = history(seed).runRanks(probability, group -> {});
                for (Throwable failure : failures) {
                  if (failure != null && !(failure instanceof FabricException)) {
                    fail("seed " + seed + ": " + failure, failure);
                  }
                }
                boolean isRight = failures.stream().allMatch(failure -> failure == null);
                (isRight ? right : failed).incrementAndGet();
              } catch (Exception e) {
                fail("seed " + seed + ": " + e, e);
              }
            });
    System.out.printf(
        "%d jobs with losses: %d failed, %d right%n", HISTORIES, failed.get(), right.get());
    assertTrue(failed.get() > 0 && right.get() > 0, "both happen");
  }
}
