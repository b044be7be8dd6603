package paracel.fabric;

/** A window has another size than the rank that attaches it expects. */
public final class WindowSizeException extends FabricException {

  public WindowSizeException(
      int target, int window, long actualBytes, int rank, long expectedBytes) {
    super(
        "window %d of rank %d has %d bytes, rank %d expects %d"
            .formatted(window, target, actualBytes, rank, expectedBytes));
  }
}
