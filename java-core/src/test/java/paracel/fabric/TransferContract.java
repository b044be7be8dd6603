package paracel.fabric;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paracel.memory.Region;

/**
 * What every fabric promises of its operations: which bytes arrive where, whole or not, and in
 * which order. One test for each guarantee of {@link Endpoint}.
 */
abstract class TransferContract extends RankTasks {

  // ---- put and get

  static final long DATA = 64;

  @Test
  void putArrivesWholeAndNowhereElse() throws Exception {
    long[] sizes = sizes();
    long windowBytes = DATA + largestBytes() + 4096;
    run(
        rank -> { // checks each put, clears it, and asks for the next
          Region own = rank.window(0, windowBytes);
          for (int i = 0; i < sizes.length; i++) {
            rank.awaitOwn(own, 0, i + 1);
            verify(own, DATA, DATA + 8 * i, sizes[i], i);
            clear(own, DATA, windowBytes - DATA);
            own.setLongRelease(8, i + 1);
          }
        },
        rank -> {
          rank.attach(0, 0, windowBytes);
          Region from = rank.fabric().allocate(0, largestBytes() + 64);
          for (int i = 0; i < sizes.length; i++) {
            long originOffset = 8 * (i % 5);
            fill(from, originOffset, sizes[i], i);
            rank.endpoint().put(0, 0, DATA + 8 * i, from, originOffset, sizes[i]);
            rank.endpoint().fence(0);
            rank.endpoint().putLong(0, 0, 0, i + 1);
            rank.endpoint().flush(0);
            rank.awaitWord(0, 0, 8, i + 1);
          }
        });
  }

  @Test
  void putToItself() throws Exception {
    openGroup(1);
    long windowBytes = DATA + largestBytes() + 4096;
    FabricGroup.Handle handle =
        start(
            0,
            rank -> {
              Region own = rank.window(0, windowBytes);
              rank.attach(0, 0, windowBytes);
              Region origin = rank.fabric().allocate(1, largestBytes());
              for (int i = 0; i < sizes().length; i++) {
                fill(origin, 0, sizes()[i], i);
                rank.endpoint().put(0, 0, DATA + 8 * i, origin, 0, sizes()[i]);
                rank.endpoint().fence(0);
                rank.endpoint().putLong(0, 0, 0, i + 1);
                rank.awaitOwn(own, 0, i + 1);
                verify(own, DATA, DATA + 8 * i, sizes()[i], i);
                rank.endpoint().flush(0);
                clear(own, DATA, windowBytes - DATA);
              }
            });
    join(List.of(handle));
  }

  @Test
  void getReadsTheBytesAskedForAndChangesNoOthers() throws Exception {
    run(rank -> exposePattern(rank), rank -> getAll(rank, 0));
  }

  @Test
  void getFromItself() throws Exception {
    run(
        rank -> {
          exposePattern(rank);
          getAll(rank, 0);
        });
  }

  private void exposePattern(Rank rank) throws FabricException {
    Region own = rank.fabric().allocate(0, largestBytes() + 4096);
    fill(own, 0, own.bytes(), 7);
    rank.fabric().expose(0, own);
  }

  private void getAll(Rank rank, int target) throws FabricException {
    long windowBytes = largestBytes() + 4096;
    rank.attach(target, 0, windowBytes);
    Region into = rank.fabric().allocate(1, windowBytes);
    for (long size : sizes()) {
      for (long targetOffset : new long[] {0, 4, 8, 12, 68, 1020, windowBytes - size & -4}) {
        long room = windowBytes - size;
        long originOffset = Math.min(16 + targetOffset % 8, room & -8 | targetOffset % 8);
        if (targetOffset > room || originOffset > room) {
          continue;
        }
        rank.endpoint().get(target, 0, targetOffset, into, originOffset, size);
        rank.endpoint().flush(target);
        for (long at = 0; at < size; at += 4) {
          assertWord(pattern(7, targetOffset + at), into, originOffset + at, size);
        }
        clear(into, originOffset, size);
        if (size <= 4100) {
          verify(into, 0, 0, 0, 0);
        }
      }
    }
    verify(into, 0, 0, 0, 0);
  }

  @Test
  void wordsTravelBothWays() throws Exception {
    int rounds = rounds(1000);
    run(
        rank -> {
          Region own = rank.window(0, 128);
          for (long i = 1; i <= rounds; i++) {
            rank.awaitOwn(own, 0, i);
            own.setLongRelease(120, i);
          }
        },
        rank -> {
          rank.attach(0, 0, 128);
          for (long i = 1; i <= rounds; i++) {
            rank.endpoint().putLong(0, 0, 0, i);
            rank.awaitWord(0, 0, 120, i);
          }
          rank.endpoint().putLong(0, 0, 64, 0x0123_4567_89AB_CDEFL);
          rank.awaitWord(0, 0, 64, 0x0123_4567_89AB_CDEFL);
        });
  }

  @Test
  void memoryIsZeroAtFirst() throws Exception {
    run(rank -> verify(rank.fabric().allocate(3, 100_004), 0, 0, 0, 0));
  }

  @Test
  void windowsAreKeptApart() throws Exception {
    int windows = 5;
    long stride = 1024;
    run(
        rank -> windowsOf(rank, windows, stride),
        rank -> windowsOf(rank, windows, stride),
        rank -> windowsOf(rank, windows, stride));
  }

  /** Every rank writes its line into each window of each rank, and finds all lines in its own. */
  private void windowsOf(Rank rank, int windows, long stride) throws FabricException {
    int me = rank.fabric().rank();
    Region[] own = new Region[windows];
    for (int window = 0; window < windows; window++) {
      own[window] = rank.window(window, 3 * stride + 8 * window);
    }
    Region from = rank.fabric().allocate(windows, windows * 9 * stride);
    for (int target = 0; target < 3; target++) {
      for (int window = 0; window < windows; window++) {
        rank.attach(target, window, 3 * stride + 8 * window);
        long at = (target * windows + window) * stride;
        fill(from, at, stride - 8, line(me, target, window));
        rank.endpoint().put(target, window, me * stride, from, at, stride - 8);
        rank.endpoint().fence(target);
        rank.endpoint().putLong(target, window, (me + 1) * stride - 8, 1);
      }
      rank.endpoint().flush(target);
    }
    for (int window = 0; window < windows; window++) {
      for (int origin = 0; origin < 3; origin++) {
        rank.awaitOwn(own[window], (origin + 1) * stride - 8, 1);
        for (long at = 0; at < stride - 8; at += 4) {
          int expected = pattern(line(origin, me, window), at);
          assertWord(expected, own[window], origin * stride + at, stride);
        }
      }
    }
  }

  private static int line(int origin, int target, int window) {
    return 1 + origin * 100 + target * 10 + window;
  }

  @Test
  void aRankHasSeveralEndpoints() throws Exception {
    int threads = 3;
    int rounds = rounds(300);
    openGroup(2);
    List<FabricGroup.Handle> handles = new ArrayList<>();
    handles.add(
        start(
            0,
            rank -> {
              Region own = rank.window(0, threads * 4096);
              for (int thread = 0; thread < threads; thread++) {
                rank.awaitOwn(own, thread * 4096, rounds);
                for (long at = 0; at < 1000; at += 4) {
                  assertWord(
                      pattern(thread * 10_000 + rounds, at), own, thread * 4096 + 8 + at, 1000);
                }
              }
            }));
    for (int t = 0; t < threads; t++) {
      int thread = t;
      handles.add(start(1, rank -> writeRounds(rank, thread, threads, rounds)));
    }
    join(handles);
  }

  private static void writeRounds(Rank rank, int thread, int threads, int rounds)
      throws FabricException {
    rank.attach(0, 0, threads * 4096); // all threads at once: whoever comes later finds it done
    rank.attach(0, 0, threads * 4096);
    Region from = rank.fabric().allocate(thread, 1000);
    for (int round = 1; round <= rounds; round++) {
      fill(from, 0, 1000, thread * 10_000 + round);
      rank.endpoint().put(0, 0, thread * 4096 + 8, from, 0, 1000);
      rank.endpoint().fence(0);
      rank.endpoint().putLong(0, 0, thread * 4096, round);
      rank.endpoint().fence(0);
      rank.endpoint().flush(0);
    }
  }

  // ---- order

  @Test
  void fencedPutIsSeenBeforeTheWordAfterIt() throws Exception {
    int rounds = rounds(20_000);
    int words = 61;
    long windowBytes = DATA + words * 8;
    run(
        rank -> { // the target's CPU
          Region own = rank.window(0, windowBytes);
          observe(
              rank,
              rounds,
              () -> {
                long seq = own.getLongAcquire(0);
                for (int i = 0; i < words; i++) {
                  assertAtLeast(seq, own.getLong(DATA + 8 * i), i);
                }
                return seq;
              });
        },
        rank -> {
          rank.attach(0, 0, windowBytes);
          Region from = rank.fabric().allocate(0, words * 8);
          for (long round = 1; round <= rounds; round++) {
            for (int i = 0; i < words; i++) {
              from.setLong(8 * i, round);
            }
            rank.endpoint().put(0, 0, DATA, from, 0, words * 8);
            rank.endpoint().fence(0);
            rank.endpoint().putLong(0, 0, 0, round);
            rank.endpoint().flush(0);
          }
        },
        rank -> { // another origin; its get is issued after getLong has returned
          rank.attach(0, 0, windowBytes);
          Region into = rank.fabric().allocate(0, words * 8);
          observe(
              rank,
              rounds,
              () -> {
                long seq = rank.endpoint().getLong(0, 0, 0);
                rank.endpoint().get(0, 0, DATA, into, 0, words * 8);
                rank.endpoint().flush(0);
                for (int i = 0; i < words; i++) {
                  assertAtLeast(seq, into.getLong(8 * i), i);
                }
                return seq;
              });
        });
  }

  @Test
  void fenceOrdersOnePutBeforeAnother() throws Exception {
    int rounds = rounds(20_000);
    int words = 16;
    long second = 4096;
    long windowBytes = second + words * 8;
    run(
        rank -> {
          Region own = rank.window(0, windowBytes);
          observe(
              rank,
              rounds,
              () -> {
                long late = Long.MAX_VALUE;
                for (int i = 0; i < words; i++) {
                  late = Math.min(late, own.getLongAcquire(second + 8 * i));
                  assertAtLeast(own.getLongAcquire(second + 8 * i), own.getLongAcquire(8 * i), i);
                }
                return late;
              });
        },
        rank -> {
          rank.attach(0, 0, windowBytes);
          Region from = rank.fabric().allocate(0, words * 8);
          for (long round = 1; round <= rounds; round++) {
            for (int i = 0; i < words; i++) {
              from.setLong(8 * i, round);
            }
            rank.endpoint().put(0, 0, 0, from, 0, words * 8);
            rank.endpoint().fence(0);
            rank.endpoint().put(0, 0, second, from, 0, words * 8);
            rank.endpoint().fence(0);
            rank.endpoint().flush(0);
          }
        });
  }

  private static void assertAtLeast(long min, long actual, int index) {
    if (actual < min) {
      throw new AssertionError("word " + index + " is " + actual + " after " + min + " was seen");
    }
  }

  private static final int UNITS = 33; // an odd number of 4-byte words is put as well
  private static final long UNITS_BYTES = DATA + UNITS * 8;
  private static final int MANY = 400_000; // tearing is rare: half a second of looking

  @Test
  void alignedUnitsOfAPutAreNeverTorn() throws Exception {
    int rounds = rounds(MANY);
    run(
        rank -> {
          Region own = rank.window(0, UNITS_BYTES);
          observe(
              rank,
              rounds,
              () -> {
                for (int i = 0; i < UNITS - 1; i++) {
                  assertWhole(own.getLongAcquire(DATA + 8 * i), i);
                }
                return own.getLongAcquire(0);
              });
        },
        rank -> writeUnits(rank, rounds));
  }

  @Test
  void alignedUnitsOfAGetAreNeverTorn() throws Exception {
    int rounds = rounds(MANY);
    run(
        rank -> rank.awaitOwn(rank.window(0, UNITS_BYTES), 0, rounds),
        rank -> writeUnits(rank, rounds),
        rank -> readUnits(rank, UNITS_BYTES, rounds));
  }

  /** Puts units whose halves are equal. */
  private static void writeUnits(Rank rank, int rounds) throws FabricException {
    rank.attach(0, 0, UNITS_BYTES);
    Region from = rank.fabric().allocate(0, UNITS * 8);
    for (long round = 1; round <= rounds; round++) {
      for (int i = 0; i < UNITS; i++) {
        from.setLong(8 * i, round << 32 | round);
      }
      // sizes in turn; the last word may be half a unit, which nobody checks as a whole
      long bytes = UNITS * 8 - 4 * (round % 2);
      rank.endpoint().put(0, 0, DATA, from, 0, bytes);
      rank.endpoint().putLong(0, 0, DATA, round << 32 | round);
      rank.endpoint().fence(0);
      rank.endpoint().putLong(0, 0, 0, round);
      rank.endpoint().flush(0);
    }
  }

  /** Gets at all alignments; checks each unit of the target that lies wholly in the get. */
  private static void readUnits(Rank rank, long windowBytes, int rounds) throws FabricException {
    rank.attach(0, 0, windowBytes);
    Region into = rank.fabric().allocate(0, windowBytes);
    long[] bytes = {8, 12, 16, 20, 60, 64, 68, 128, 132, 252};
    int[] turn = {0};
    observe(
        rank,
        rounds,
        () -> {
          long seq = rank.endpoint().getLong(0, 0, 0);
          long size = bytes[turn[0]++ % bytes.length];
          for (long skew = 0; skew <= 4; skew += 4) {
            rank.endpoint().get(0, 0, DATA + skew, into, skew, size);
            rank.endpoint().flush(0);
            for (long at = 2 * skew; at + 8 <= skew + size; at += 8) {
              assertWhole(into.getLong(at), (int) (at / 8));
            }
          }
          return seq;
        });
  }

  private static void assertWhole(long unit, int index) {
    if (unit >>> 32 != (unit & 0xFFFF_FFFFL)) {
      throw new AssertionError("unit " + index + " is torn: " + Long.toHexString(unit));
    }
  }

  @Test
  void sequenceOfOneProducerArrivesCompleteAndInOrder() throws Exception {
    int records = rounds(20_000);
    int slots = 8;
    int recordBytes = 120;
    long tail = 0;
    long head = 64;
    long ring = 128;
    long windowBytes = ring + slots * recordBytes;
    run(
        rank -> {
          Region own = rank.window(0, windowBytes);
          for (long position = 0; position < records; position++) {
            rank.awaitOwn(own, tail, position + 1);
            long slot = ring + position % slots * recordBytes;
            for (long at = 0; at < recordBytes; at += 4) {
              assertWord(pattern((int) position, at), own, slot + at, recordBytes);
            }
            own.setLongRelease(head, position + 1);
          }
        },
        rank -> {
          rank.attach(0, 0, windowBytes);
          Region from = rank.fabric().allocate(0, recordBytes);
          for (long position = 0; position < records; position++) {
            rank.awaitWord(0, 0, head, position + 1 - slots);
            fill(from, 0, recordBytes, (int) position);
            long slot = ring + position % slots * recordBytes;
            rank.endpoint().put(0, 0, slot, from, 0, recordBytes);
            rank.endpoint().fence(0);
            rank.endpoint().putLong(0, 0, tail, position + 1);
            rank.endpoint().flush(0);
          }
        });
  }

  @Test
  void originIsReusableAfterFlush() throws Exception {
    int rounds = rounds(200);
    long bytes = 4096;
    long windowBytes = 8 + rounds * bytes;
    run(
        rank -> {
          Region own = rank.window(0, windowBytes);
          rank.awaitOwn(own, 0, 1);
          for (int round = 0; round < rounds; round++) {
            for (long at = 0; at < bytes; at += 4) {
              assertWord(pattern(round, at), own, 8 + round * bytes + at, bytes);
            }
          }
        },
        rank -> {
          rank.attach(0, 0, windowBytes);
          Region from = rank.fabric().allocate(0, bytes);
          for (int round = 0; round < rounds; round++) {
            fill(from, 0, bytes, round);
            rank.endpoint().put(0, 0, 8 + round * bytes, from, 0, bytes);
            rank.endpoint().flush(0);
          }
          rank.endpoint().fence(0);
          rank.endpoint().putLong(0, 0, 0, 1);
        });
  }

  @Test
  void getAfterFlushReadsWhatTheFlushedGetSawOrLater() throws Exception {
    int rounds = rounds(20_000);
    run(
        rank -> { // the owner raises the second word before the first
          Region own = rank.window(0, 4096);
          rank.awaitOwn(own, 8, 1);
          for (long round = 1; round <= rounds; round++) {
            own.setLongRelease(2048, round);
            own.setLongRelease(64, round);
            if (round % 64 == 0) {
              rank.idler().idle();
            }
          }
        },
        rank -> {
          rank.attach(0, 0, 4096);
          Region into = rank.fabric().allocate(0, 16);
          rank.endpoint().putLong(0, 0, 8, 1);
          observe(
              rank,
              rounds,
              () -> {
                rank.endpoint().get(0, 0, 64, into, 0, 8);
                rank.endpoint().flush(0);
                rank.endpoint().get(0, 0, 2048, into, 8, 8);
                rank.endpoint().flush(0);
                assertAtLeast(into.getLong(0), into.getLong(8), 1);
                return into.getLong(0);
              });
        });
  }
}
