package paracel.fabric.sim;

/** Ends the threads of a rank that is killed: they do nothing any more, whatever they catch. */
final class SimKilledError extends Error {

  SimKilledError(int rank) {
    super("rank " + rank + " is killed", null, false, false);
  }
}
