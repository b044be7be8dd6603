package paracel.rdma;

import java.nio.ByteBuffer;

/**
 * What a rank tells the others of itself at start.
 *
 * @param node equal for ranks of one node
 * @param listener where it listens for connections
 * @param directoryAddress where its directory is in its memory
 * @param directoryRkey key to the directory
 */
record Card(long node, SocketAddress listener, long directoryAddress, int directoryRkey) {

  static final int BYTES = 32;

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putLong(node)
        .putInt(listener.address())
        .putInt(listener.port())
        .putLong(directoryAddress)
        .putInt(directoryRkey)
        .array();
  }

  static Card decode(byte[] bytes, int from) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, BYTES);
    return new Card(
        buffer.getLong(),
        new SocketAddress(buffer.getInt(), buffer.getInt()),
        buffer.getLong(),
        buffer.getInt());
  }
}
