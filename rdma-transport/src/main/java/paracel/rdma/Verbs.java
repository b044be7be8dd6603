package paracel.rdma;

/** Numbers and places of libibverbs and librdmacm. */
final class Verbs {

  static final short PORT_SPACE_TCP = 0x106;
  static final int QP_TYPE_RC = 2;

  static final int LOCAL_WRITE = 1;
  static final int REMOTE_WRITE = 2;
  static final int REMOTE_READ = 4;

  static final int RDMA_WRITE = 0;
  static final int RDMA_READ = 4;

  static final int SIGNALED = 2;
  static final int INLINE = 8;

  // struct ibv_send_wr; a scatter element follows it in our memory
  static final int WR_ID = 0;
  static final int WR_NEXT = 8;
  static final int WR_ELEMENTS = 16;
  static final int WR_ELEMENT_COUNT = 24;
  static final int WR_OPCODE = 28;
  static final int WR_FLAGS = 32;
  static final int WR_REMOTE_ADDRESS = 40;
  static final int WR_RKEY = 48;
  static final int WR_BYTES = 128;

  // struct ibv_sge
  static final int ELEMENT_ADDRESS = 0;
  static final int ELEMENT_LENGTH = 8;
  static final int ELEMENT_LKEY = 12;
  static final int ELEMENT_BYTES = 16;

  // struct ibv_wc
  static final int WC_ID = 0;
  static final int WC_STATUS = 8;
  static final int WC_BYTES = 48;

  static final int SOCKET_ADDRESS_BYTES = 16;
  static final int AF_INET = 2;

  /** Connection manager's events, in the order of enum rdma_cm_event_type. */
  enum Event {
    ADDR_RESOLVED,
    ADDR_ERROR,
    ROUTE_RESOLVED,
    ROUTE_ERROR,
    CONNECT_REQUEST,
    CONNECT_RESPONSE,
    CONNECT_ERROR,
    UNREACHABLE,
    REJECTED,
    ESTABLISHED,
    DISCONNECTED,
    DEVICE_REMOVAL,
    MULTICAST_JOIN,
    MULTICAST_ERROR,
    ADDR_CHANGE,
    TIMEWAIT_EXIT,
    NONE;

    private static final Event[] ALL = values();

    static Event of(int number) {
      return number < 0 || number >= NONE.ordinal() ? NONE : ALL[number];
    }
  }

  static final int STATUS_SUCCESS = 0;
  static final int STATUS_FLUSHED = 5;
  static final int STATUS_REMOTE_INVALID = 9;
  static final int STATUS_REMOTE_ACCESS = 10;
  static final int STATUS_REMOTE_OPERATION = 11;
  static final int STATUS_RETRIES_EXCEEDED = 12;

  /**
   * Retransmissions before a peer counts as dead. The connection manager sets the time for an
   * answer to about 2 s, so two of them bridge 3 s without a link and end after 7 s.
   */
  static final int RETRY_COUNT = 2;

  /** Retransmissions when the target has no receive posted; we never send. */
  static final int RNR_RETRY_COUNT = 7;

  private Verbs() {}
}
