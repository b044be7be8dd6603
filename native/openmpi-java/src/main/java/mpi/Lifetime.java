package mpi;

/** Where a process is between the beginning and the end of MPI, which it passes once. */
final class Lifetime {

  private enum Phase {
    BEFORE,
    RUNNING,
    AFTER
  }

  private volatile Phase phase = Phase.BEFORE;
  private byte[] attached;

  void requireNotStarted() throws MPIException {
    if (phase != Phase.BEFORE) {
      throw new MPIException("MPI is initialised once in a process");
    }
  }

  void requireRunning() throws MPIException {
    Phase now = phase;
    if (now != Phase.RUNNING) {
      throw new MPIException(
          now == Phase.BEFORE ? "MPI is not initialised: call MPI.Init" : "MPI has been finalised");
    }
  }

  void started() {
    phase = Phase.RUNNING;
  }

  void ended() {
    phase = Phase.AFTER;
  }

  synchronized void attach(byte[] buffer) {
    attached = buffer;
  }

  synchronized byte[] detach() {
    byte[] buffer = attached;
    attached = null;
    return buffer;
  }
}
