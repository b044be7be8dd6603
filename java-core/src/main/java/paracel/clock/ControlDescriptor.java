package paracel.clock;

import paracel.mailbox.Slot;

/**
 * Layout of a control window, which every parameter rank exposes before anything else. It depends
 * on nothing but the topology.
 *
 * <pre>
 *  header          128 bytes                                      written by the parameter rank
 *    0  magic      8  version     16  hash of the job id
 *   24  rank      32  hash of the options
 *  status lines    one for each worker                            written by the parameter rank
 *  peer lines      one for each rank                              written by that rank
 *  -- only at parameter rank 0 --
 *  exchange lines  two for each worker                            written by that worker
 *  declaration     line                                           written by worker 0
 *  exchange data   two slots for each worker                      written by that worker
 *  declaration     data                                           written by worker 0
 * </pre>
 */
public final class ControlDescriptor {

  /** Window number. */
  public static final int WINDOW = 0;

  public static final long MAGIC = 0x5061_7261_6365_6c31L;
  public static final int VERSION = 1;

  public static final int MAGIC_OFFSET = 0;
  public static final int VERSION_OFFSET = 8;
  public static final int JOB_OFFSET = 16;
  public static final int RANK_OFFSET = 24;
  public static final int OPTIONS_OFFSET = 32;
  public static final int HEADER_BYTES = 128;

  /** Largest message of one worker in one round of an exchange, in bytes. */
  public static final int EXCHANGE_SLOT_BYTES = 8192;

  /** Room for the description of all tables, in bytes. */
  public static final int DECLARATION_BYTES = 65536;

  private final Topology topology;

  public ControlDescriptor(Topology topology) {
    this.topology = topology;
  }

  public long statusLine(int worker) {
    return HEADER_BYTES + (long) worker * StatusDescriptor.LINE_BYTES;
  }

  public long peerLine(int rank) {
    return statusLine(topology.workers()) + (long) rank * PeerDescriptor.LINE_BYTES;
  }

  /**
   * @param parity which of the two lines: the round modulo 2
   */
  public long exchangeLine(int parity, int worker) {
    return peerLine(topology.ranks())
        + ((long) parity * topology.workers() + worker) * Slot.LINE_BYTES;
  }

  public long declarationLine() {
    return exchangeLine(2, 0);
  }

  public long exchangeData(int parity, int worker) {
    return declarationLine()
        + Slot.LINE_BYTES
        + ((long) parity * topology.workers() + worker) * EXCHANGE_SLOT_BYTES;
  }

  public long declarationData() {
    return exchangeData(2, 0);
  }

  /** Size of the control window of a parameter rank. */
  public long windowBytes(int rank) {
    return rank == 0 ? declarationData() + DECLARATION_BYTES : peerLine(topology.ranks());
  }
}
