package paracel.data;

/** Told after each block how far a worker has loaded; called by the worker's thread. */
@FunctionalInterface
public interface LoadProgress {

  /** Is told and says nothing. */
  LoadProgress NONE = (bytes, totalBytes, rows) -> {};

  /**
   * @param bytes of the worker's blocks that are loaded, compressed where files are
   * @param totalBytes of all blocks of the worker
   * @param rows that are loaded
   */
  void loaded(long bytes, long totalBytes, long rows);
}
