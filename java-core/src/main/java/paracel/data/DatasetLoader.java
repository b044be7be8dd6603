package paracel.data;

import java.io.IOException;
import java.util.List;
import paracel.base.UsageException;

/** Reads the blocks of one worker into a {@link SparseDataset}. For one thread. */
public final class DatasetLoader {

  private final DataFormat format;
  private final LabelRule labelRule;
  private final LoadProgress progress;

  public DatasetLoader(DataFormat format, LabelRule labelRule) {
    this(format, labelRule, LoadProgress.NONE);
  }

  public DatasetLoader(DataFormat format, LabelRule labelRule, LoadProgress progress) {
    this.format = format;
    this.labelRule = labelRule;
    this.progress = progress;
  }

  /**
   * Reads all rows of the blocks, in their order.
   *
   * @throws InputException when a line is wrong or its label is refused
   */
  public SparseDataset load(List<Block> blocks) throws IOException, UsageException {
    long totalBytes = blocks.stream().mapToLong(Block::bytes).sum();
    long bytes = 0;
    SparseDataset.Builder rows = SparseDataset.builder();
    RowParser parser = format.newParser();
    SparseRow row = new SparseRow();
    try (LineReader reader = new LineReader()) {
      for (Block block : blocks) {
        reader.open(block);
        while (reader.next()) {
          addLine(reader, parser, row, rows);
        }
        bytes += block.bytes();
        if (bytes == block.bytes() && bytes < totalBytes) {
          reserve(rows, (double) totalBytes / bytes);
        }
        progress.loaded(bytes, totalBytes, rows.rows());
      }
    }
    return format.columns() < 0 ? rows.build() : rows.build(format.columns());
  }

  /** Takes the first block as typical of all. */
  private static void reserve(SparseDataset.Builder rows, double ratio) {
    double margin = 1.05 * ratio;
    rows.reserve((long) (margin * rows.nnz()), (long) (margin * rows.rows()));
  }

  private void addLine(
      LineReader reader, RowParser parser, SparseRow row, SparseDataset.Builder rows)
      throws IOException, UsageException {
    byte[] text = reader.buffer();
    try {
      if (format.hasHeader() && reader.fileOffset() == 0) {
        parser.checkHeader(text, reader.from(), reader.to());
      } else if (parser.parse(text, reader.from(), reader.to(), row)) {
        rows.add(mapLabel(row), row);
      }
    } catch (RowException e) {
      throw reader.error(e.column(), e.getMessage());
    }
  }

  private double mapLabel(SparseRow row) throws RowException {
    try {
      return labelRule.map(row.label());
    } catch (IllegalArgumentException e) {
      throw new RowException(row.labelColumn(), e.getMessage());
    }
  }
}
