package paracel.data;

import java.util.ArrayList;
import java.util.List;
import paracel.base.Check;

/**
 * Cuts an input in blocks and gives each worker its own, once and for all.
 *
 * <p>The files are one space of bytes, file behind file. Worker {@code w} of {@code n} has the
 * bytes {@code floor(total w / n) .. floor(total (w+1) / n) - 1}, cut in {@value
 * #BLOCKS_PER_WORKER} equal blocks and wherever a file ends, so that it reads sequentially. Bytes
 * of a compressed file stay one block per worker: each further one would decompress the file again.
 *
 * <p>A pure function of names, sizes and the number of workers. Immutable.
 */
public final class BlockPlan {

  /** Blocks of a worker, more where files end; less where there are less bytes than blocks. */
  public static final int BLOCKS_PER_WORKER = 16;

  private final List<List<Block>> blocks;

  private BlockPlan(List<List<Block>> blocks) {
    this.blocks = blocks;
  }

  public static BlockPlan of(InputFiles files, int workers) {
    Check.range("workers", workers, 1, Integer.MAX_VALUE / BLOCKS_PER_WORKER);
    return new BlockPlan(new Cutter(files, workers).cut());
  }

  public int workers() {
    return blocks.size();
  }

  /** Blocks of a worker in the order of the files; none where there is not enough data. */
  public List<Block> blocks(int workerIndex) {
    Check.range("worker index", workerIndex, 0, blocks.size() - 1);
    return blocks.get(workerIndex);
  }

  /** {@code floor(total * index / count)} without overflow. */
  static long cutPoint(long total, long index, long count) {
    return total / count * index + total % count * index / count;
  }

  /** Walks cut points and file ends together. */
  private static final class Cutter {

    private final List<InputFile> files;
    private final long totalBytes;
    private final int workers;
    private int fileIndex;
    private long fileBase;
    private int sequence;

    Cutter(InputFiles files, int workers) {
      this.files = files.files();
      this.totalBytes = files.totalBytes();
      this.workers = workers;
    }

    List<List<Block>> cut() {
      long count = (long) workers * BLOCKS_PER_WORKER;
      List<List<Block>> all = new ArrayList<>(workers);
      for (int worker = 0; worker < workers; worker++) {
        List<Block> own = new ArrayList<>();
        long first = (long) worker * BLOCKS_PER_WORKER;
        for (long i = first; i < first + BLOCKS_PER_WORKER; i++) {
          add(own, cutPoint(totalBytes, i, count), cutPoint(totalBytes, i + 1, count));
        }
        all.add(List.copyOf(own));
      }
      return List.copyOf(all);
    }

    private void add(List<Block> own, long from, long to) {
      long at = from;
      while (at < to) {
        InputFile file = files.get(fileIndex);
        long fileEnd = fileBase + file.sizeBytes();
        if (fileEnd <= at) {
          fileBase = fileEnd;
          fileIndex++;
          continue;
        }
        long end = Math.min(to, fileEnd);
        append(own, file, at - fileBase, end - fileBase);
        at = end;
      }
    }

    private void append(List<Block> own, InputFile file, long start, long end) {
      Block last = own.isEmpty() ? null : own.getLast();
      // start > 0: the same file behind itself in a list made by hand stays two blocks.
      if (file.isGzip() && start > 0 && last != null && last.file().equals(file)) {
        own.set(own.size() - 1, new Block(last.sequence(), file, last.start(), end));
      } else {
        own.add(new Block(sequence++, file, start, end));
      }
    }
  }
}
