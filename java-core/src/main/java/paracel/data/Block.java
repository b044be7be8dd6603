package paracel.data;

import paracel.base.Check;

/**
 * A part of one file, the unit in which data are given to workers.
 *
 * <p>Of a plain file it has the lines whose first byte lies in {@code start..end-1}.
 *
 * <p>A compressed file can only be read from its beginning. Its text is cut in stripes, and stripe
 * {@code i} belongs to the block whose range has the byte {@code floor(size * r(i))}, where {@code
 * r(i)} is the fraction that the bits of {@code i} make when they are written backwards behind the
 * point (the van der Corput sequence: 0, 1/2, 1/4, 3/4, 1/8, ...). Ranges that cover the file once
 * therefore cover its text once, whatever its length turns out to be; and because any run of these
 * fractions is spread evenly, a block gets text in proportion to its range. A line belongs to the
 * stripe in which its first byte lies.
 *
 * @param sequence position among all blocks of the plan, 0-based
 * @param file has the lines
 * @param start first byte of the range in the file, compressed where the file is
 * @param end byte behind the range, greater than {@code start}
 */
public record Block(int sequence, InputFile file, long start, long end) {

  public Block {
    Check.argument(
        0 <= start && start < end && end <= file.sizeBytes(),
        "range " + start + ".." + end + " of " + file);
  }

  /** All lines of a file that has at least one byte. */
  public static Block whole(InputFile file) {
    return new Block(0, file, 0, file.sizeBytes());
  }

  public long bytes() {
    return end - start;
  }

  /** Whether the lines that begin in a stripe of a compressed file belong to this block. */
  boolean hasStripe(long stripe) {
    long point = Math.unsignedMultiplyHigh(file.sizeBytes(), Long.reverse(stripe));
    return start <= point && point < end;
  }
}
