package paracel.base;

/**
 * Work that is done in small duties by a thread which somebody else owns. One thread at a time
 * calls an agent.
 */
public interface Agent {

  /**
   * Does what can be done without waiting.
   *
   * @return the number of units of work that were done; 0 lets the caller idle
   * @throws Exception when the agent cannot go on; the caller stops and reports it
   */
  int doWork() throws Exception;

  /** Names the agent in thread names and messages. */
  String roleName();
}
