package paracel.rdma;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import paracel.memory.Region;

/**
 * Where a rank listens.
 *
 * @param address IPv4 address, first byte highest
 */
record SocketAddress(int address, int port) {

  static SocketAddress of(Inet4Address address, int port) {
    byte[] bytes = address.getAddress();
    int word = 0;
    for (byte part : bytes) {
      word = word << 8 | part & 0xFF;
    }
    return new SocketAddress(word, port);
  }

  /** Writes a struct sockaddr_in. */
  void write(Region into, long offset) {
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    int port16 = isLittle ? Integer.reverseBytes(port) >>> 16 : port;
    int family = Verbs.AF_INET;
    into.setInt(offset, isLittle ? port16 << 16 | family : family << 16 | port16);
    into.setInt(offset + 4, isLittle ? Integer.reverseBytes(address) : address);
    into.setLong(offset + 8, 0);
  }

  /** Reads a struct sockaddr_in. */
  static SocketAddress read(Region from, long offset) {
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    int first = from.getInt(offset);
    int word = from.getInt(offset + 4);
    int port = isLittle ? Integer.reverseBytes(first) & 0xFFFF : first & 0xFFFF;
    return new SocketAddress(isLittle ? Integer.reverseBytes(word) : word, port);
  }

  InetAddress toInet() {
    try {
      return InetAddress.getByAddress(
          new byte[] {
            (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
          });
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are an address
    }
  }

  @Override
  public String toString() {
    return toInet().getHostAddress() + ":" + port;
  }
}
