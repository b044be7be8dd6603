package paracel.rdma;

/**
 * Pieces in which memory is registered, because DiSNI takes less than 2 GiB at once. Word
 * boundaries are segment boundaries, so no word lies in two.
 *
 * @param shift logarithm of a segment's bytes; the same at all ranks of a job
 */
record Segments(int shift) {

  /** Of 1 GiB. */
  static final Segments LARGE = new Segments(30);

  long bytes() {
    return 1L << shift;
  }

  /** How many a region of this size has. */
  int count(long regionBytes) {
    return Math.toIntExact((regionBytes + bytes() - 1) >>> shift);
  }

  /** The segment in which an offset lies. */
  int index(long offset) {
    return (int) (offset >>> shift);
  }

  /** Bytes from an offset to the end of its segment. */
  long rest(long offset) {
    return bytes() - (offset & bytes() - 1);
  }
}
