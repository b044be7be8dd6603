package paracel.fabric;

import paracel.base.Idler;
import paracel.memory.Region;

/**
 * One rank's part in a fabric. A rank allocates memory that the fabric can expose, exposes it as
 * numbered windows, attaches the windows of others, and opens one endpoint for each of its threads.
 * Thread-safe.
 */
public interface Fabric extends AutoCloseable {

  /** This rank, 0-based. */
  int rank();

  /**
   * Whether {@link Endpoint#fence} orders what the target's CPU sees. Where it does not, records
   * carry a checksum.
   */
  boolean ordersPuts();

  /**
   * Allocates zeroed memory of a kind that this fabric can expose.
   *
   * @param window number under which it is going to be exposed
   * @throws FabricException when there is not enough memory; says how much is wanted and free
   */
  Region allocate(int window, long bytes) throws FabricException;

  /**
   * Lets the other ranks in. What was written into the region before is visible to who attaches.
   *
   * @param window number of the window, 0 or more, each once
   * @param region what {@link #allocate} returned for this number, or another region of that kind
   */
  void expose(int window, Region region) throws FabricException;

  /**
   * Waits until the target has exposed the window and makes it reachable for all endpoints of this
   * rank. A second call for the same window does nothing.
   *
   * @param bytes expected size of the window
   * @throws DeadlineException when the deadline passes
   * @throws WindowSizeException when the size differs
   */
  void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException;

  /**
   * Called by the owner when every rank has attached a window: whatever name it has in the system
   * is removed, so that nothing is left when the job dies.
   */
  void seal(int window);

  /** Opens an endpoint for one thread. */
  Endpoint openEndpoint();

  /** Withdraws all windows of this rank. Idempotent. */
  @Override
  void close();
}
