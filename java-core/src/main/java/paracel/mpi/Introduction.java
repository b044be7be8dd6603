package paracel.mpi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import paracel.base.Identities;
import paracel.base.NodeIdentity;
import paracel.base.OptionException;
import paracel.memory.Region;

/**
 * What the ranks tell each other first: on which node each is, and whether all were started alike.
 *
 * <pre>
 *   0              8                  16           24
 *  +--------------+------------------+------------+
 *  |  magic       |  hash of identity|  node      |
 *  +--------------+------------------+------------+
 * </pre>
 *
 * <p>These 24 bytes keep their places in all versions, so that ranks of different releases find
 * out. Only when hashes differ are the identities themselves exchanged, to say in what.
 */
public final class Introduction {

  private static final long MAGIC = 0x5061_7261_4D50_4931L;
  private static final int HEADER_BYTES = 24;
  private static final int TEXT_BYTES = 4096; // the beginning of an identity is enough to compare

  private final long[] nodes;
  private final int rank;

  private Introduction(int rank, long[] nodes) {
    this.rank = rank;
    this.nodes = nodes;
  }

  /**
   * Collective.
   *
   * @param identity version and options as lines of text
   * @param isAlone whether the launcher started no other rank with this one; then it shares its
   *     node with none, even if a second daemon of the launcher has started others on the same
   *     machine
   * @throws OptionException when ranks were not started alike; all ranks throw it
   */
  public static Introduction exchange(Mpi mpi, String identity, boolean isAlone)
      throws MpiException, IOException, OptionException {
    long hash = hash(identity);
    boolean alike = true;
    long[] nodes = new long[mpi.size()];
    try (Region own = Region.allocate(HEADER_BYTES);
        Region all = Region.allocate((long) HEADER_BYTES * mpi.size())) {
      own.setLong(0, MAGIC);
      own.setLong(8, hash);
      own.setLong(16, isAlone ? NodeIdentity.ofOne(mpi.rank()) : NodeIdentity.ofThisNode());
      mpi.allGather(own, HEADER_BYTES, all);
      for (int rank = 0; rank < nodes.length; rank++) {
        long at = (long) rank * HEADER_BYTES;
        alike &= all.getLong(at) == MAGIC && all.getLong(at + 8) == all.getLong(8);
        nodes[rank] = all.getLong(at + 16);
      }
    }
    if (!alike) {
      throw new OptionException(difference(mpi, identity));
    }
    return new Introduction(mpi.rank(), nodes);
  }

  /** Whether a rank is on the node of this one. */
  public boolean sharesNode(int other) {
    return nodes[other] == nodes[rank];
  }

  private static String difference(Mpi mpi, String identity) throws MpiException {
    byte[] text = identity.getBytes(StandardCharsets.UTF_8);
    try (Region own = Region.allocate(TEXT_BYTES);
        Region all = Region.allocate((long) TEXT_BYTES * mpi.size())) {
      own.copyFrom(text, 0, 0, Math.min(text.length, TEXT_BYTES - 1)); // a zero ends it
      mpi.allGather(own, TEXT_BYTES, all);
      String first = text(all, 0);
      for (int rank = 1; rank < mpi.size(); rank++) {
        String other = text(all, rank);
        if (!other.equals(first)) {
          return Identities.difference(0, first, rank, other);
        }
      }
      return "the ranks were started with options that differ";
    }
  }

  private static String text(Region all, int rank) {
    return all.segment().getString((long) TEXT_BYTES * rank);
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue() << 32 | bytes.length;
  }
}
