package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All workers together have every line exactly once. */
class BlockPlanLawTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void plainFilesAreReadInOrderWithoutGapOrOverlap(long seed) throws Exception {
    Random random = new Random(seed);
    List<Path> paths = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    int files = 1 + random.nextInt(4);
    for (int i = 0; i < files; i++) {
      byte[] text = TestText.randomText(random, random.nextInt(60), 1 + random.nextInt(80));
      Path path = TestText.write(directory, "part-" + i, text);
      paths.add(path);
      TestText.lines(text).forEach(line -> expected.add(path + "@" + line));
    }
    InputFiles input = TestText.input(paths.toArray(Path[]::new));
    for (int workers = 1; workers <= 99; workers++) {
      List<String> read = new ArrayList<>();
      for (List<String> own : readAll(input, workers, 1 + random.nextInt(40))) {
        read.addAll(own);
      }
      assertEquals(expected, read, "seed " + seed + ", workers " + workers);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void compressedAndPlainFilesAreReadOnceInAll(long seed) throws Exception {
    Random random = new Random(seed);
    Set<String> expected = new HashSet<>();
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int lineBytesMax = i == 0 ? 20_000 : 300;
      byte[] text = TestText.randomText(random, 100 + random.nextInt(200), lineBytesMax);
      Path path = TestText.write(directory, i == 1 ? "b.txt" : "f" + i + ".gz", text);
      paths.add(path);
      TestText.lines(text).forEach(line -> expected.add(path + "@" + line));
    }
    InputFiles input = TestText.input(paths.toArray(Path[]::new));
    for (int workers = 1; workers <= 99; workers += workers < 8 ? 1 : 13) {
      List<String> read = new ArrayList<>();
      for (List<String> own : readAll(input, workers, 50 + random.nextInt(5000))) {
        read.addAll(own);
      }
      assertEquals(expected.size(), read.size(), "seed " + seed + ", workers " + workers);
      assertEquals(expected, new HashSet<>(read), "seed " + seed + ", workers " + workers);
    }
  }

  @Test
  void oneCompressedFileIsBalanced() throws Exception {
    byte[] text = TestText.randomText(new Random(31), 60_000, 60);
    InputFiles input = TestText.input(TestText.write(directory, "one.gz", text));
    for (int workers : new int[] {2, 3, 5, 8}) {
      double fair = (double) TestText.lines(text).size() / workers;
      for (List<String> own : readAll(input, workers, 1 << 16)) {
        assertEquals(fair, own.size(), 0.15 * fair, workers + " workers");
      }
    }
  }

  @Test
  void manyCompressedFilesAreNotReadByEverybody() throws Exception {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] text = TestText.randomText(new Random(i), 100, 60);
      paths.add(TestText.write(directory, String.format("part-%02d.gz", i), text));
    }
    BlockPlan plan = BlockPlan.of(TestText.input(paths.toArray(Path[]::new)), 4);
    for (int worker = 0; worker < 4; worker++) {
      int opened = plan.blocks(worker).size();
      assertTrue(opened <= 7, "worker " + worker + " opens " + opened + " files");
    }
  }

  @Test
  void aCompressedFileIsOneBlockPerWorker() throws Exception {
    byte[] text = TestText.randomText(new Random(32), 5_000, 60);
    BlockPlan plan = BlockPlan.of(TestText.input(TestText.write(directory, "a.gz", text)), 5);
    for (int worker = 0; worker < 5; worker++) {
      assertEquals(1, plan.blocks(worker).size());
    }
  }

  @Test
  void workersHaveSixteenContiguousBlocks() throws Exception {
    byte[] text = TestText.randomText(new Random(33), 5_000, 60);
    InputFiles input = TestText.input(TestText.write(directory, "a", text));
    long end = 0;
    int sequence = 0;
    BlockPlan plan = BlockPlan.of(input, 7);
    assertEquals(7, plan.workers());
    for (int worker = 0; worker < 7; worker++) {
      assertEquals(BlockPlan.BLOCKS_PER_WORKER, plan.blocks(worker).size());
      for (Block block : plan.blocks(worker)) {
        assertEquals(end, block.start());
        assertEquals(sequence++, block.sequence());
        end = block.end();
      }
    }
    assertEquals(text.length, end);
  }

  @Test
  void moreWorkersThanBytesLeaveSomeWithout() throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, "tiny", "a\nb"));
    List<List<String>> read = readAll(input, 99, 10);
    assertEquals(2, read.stream().mapToInt(List::size).sum());
    assertEquals(97, read.stream().filter(List::isEmpty).count());
  }

  @Test
  void cutPointsDoNotOverflow() {
    long total = Long.MAX_VALUE - 5;
    assertEquals(total, BlockPlan.cutPoint(total, 1 << 24, 1 << 24));
    assertEquals(total / 2, BlockPlan.cutPoint(total, 1, 2));
    assertEquals(0, BlockPlan.cutPoint(total, 0, 99));
  }

  @Test
  void stripesOfAHugeFileBelongToOneBlockEach() {
    InputFile huge = new InputFile(Path.of("huge.gz"), 1L << 60);
    BlockPlan plan = BlockPlan.of(InputFiles.of(List.of(huge)), 7);
    for (long stripe = 0; stripe < 10_000; stripe++) {
      int owners = 0;
      for (int worker = 0; worker < 7; worker++) {
        owners += plan.blocks(worker).getFirst().hasStripe(stripe) ? 1 : 0;
      }
      assertEquals(1, owners, "stripe " + stripe);
    }
  }

  private static List<List<String>> readAll(InputFiles input, int workers, int chunkBytes)
      throws Exception {
    BlockPlan plan = BlockPlan.of(input, workers);
    List<List<String>> all = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      List<String> own = new ArrayList<>();
      try (LineReader reader = new LineReader(chunkBytes, 1 << 20)) {
        for (Block block : plan.blocks(worker)) {
          reader.open(block);
          while (reader.next()) {
            own.add(block.file().path() + "@" + TestText.line(reader));
          }
        }
      }
      all.add(own);
    }
    return all;
  }
}
