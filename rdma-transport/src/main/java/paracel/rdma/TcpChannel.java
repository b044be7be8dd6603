package paracel.rdma;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import paracel.base.Check;

/**
 * One TCP connection of the start, between rank 0 and another rank, after both have proved that
 * they know the job's secret. From then on each message carries a proof that holds for this
 * connection and this place in it only.
 *
 * <pre>
 *   rank r -> 0   magic, version, rank, size, nonce of r
 *   0 -> rank r   magic, version, nonce of 0, proof("rank 0", what went before)
 *   rank r -> 0   proof("rank r", what went before)
 *   0 -> rank r   one byte: let in or not
 * </pre>
 */
final class TcpChannel implements AutoCloseable {

  /** The other side does not know the secret. */
  static final class WrongSecretException extends IOException {
    WrongSecretException(String message) {
      super(message);
    }
  }

  private static final long MAGIC = 0x5061_7261_5443_5031L;
  private static final int VERSION = 1;
  private static final int NONCE_BYTES = 32;
  private static final int MAX_BYTES = 64 << 20;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final JobSecret secret;
  private final byte[] job;
  private byte[] session;
  private int rank;
  private long sent;
  private long received;

  /**
   * @param timeoutMs longest wait for bytes of the other side
   */
  TcpChannel(Socket socket, JobSecret secret, String jobId, int timeoutMs) throws IOException {
    this.socket = socket;
    this.secret = secret;
    this.job = jobId.getBytes(StandardCharsets.UTF_8);
    socket.setSoTimeout(timeoutMs);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** The rank at the other end, as {@link #admit} was told. */
  int rank() {
    return rank;
  }

  void setTimeout(int timeoutMs) throws IOException {
    socket.setSoTimeout(timeoutMs);
  }

  /** The part of a rank other than 0. */
  void introduce(int own, int size) throws IOException {
    byte[] nonce = nonce();
    out.writeLong(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(own);
    out.writeInt(size);
    out.write(nonce);
    out.flush();
    readHeader();
    byte[] first = read(NONCE_BYTES);
    byte[] proof = read(JobSecret.PROOF_BYTES);
    byte[] who = who(own, size);
    if (!secret.isProof(proof, word("rank 0"), job, who, nonce, first)) {
      throw new WrongSecretException("it has another secret, or another job id");
    }
    out.write(secret.proof(word("other rank"), job, who, nonce, first));
    out.flush();
    if (in.readByte() != 1) {
      throw new IOException("it does not let rank " + own + " in: another one was there before");
    }
    session = secret.proof(word("session"), job, who, nonce, first);
  }

  /** The part of rank 0: finds out who is there, and whether it may come in. */
  void admit(int size) throws IOException {
    readHeader();
    int other = in.readInt();
    int otherSize = in.readInt();
    byte[] nonce = read(NONCE_BYTES);
    byte[] first = nonce();
    byte[] who = who(other, otherSize);
    out.writeLong(MAGIC);
    out.writeInt(VERSION);
    out.write(first);
    out.write(secret.proof(word("rank 0"), job, who, nonce, first));
    out.flush();
    byte[] proof = read(JobSecret.PROOF_BYTES);
    if (!secret.isProof(proof, word("other rank"), job, who, nonce, first)) {
      throw new WrongSecretException("rank " + other + " has another secret");
    }
    if (otherSize != size || other < 1 || other >= size) {
      throw new IOException(
          "a rank %d of %d asks to join a job of %d".formatted(other, otherSize, size));
    }
    rank = other;
    session = secret.proof(word("session"), job, who, nonce, first);
  }

  /** Lets the rank in that {@link #admit} has found, or not. */
  void answer(boolean isLetIn) throws IOException {
    out.writeByte(isLetIn ? 1 : 0);
    out.flush();
  }

  void send(byte[] message) throws IOException {
    Check.state(session != null, "nothing is sent before both have proved who they are");
    out.writeInt(message.length);
    out.write(message);
    out.write(secret.proof(session, word("message"), number(sent++, rank == 0), message));
    out.flush();
  }

  byte[] receive() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("a message of " + length + " bytes");
    }
    byte[] message = read(length);
    byte[] proof = read(JobSecret.PROOF_BYTES);
    if (!secret.isProof(proof, session, word("message"), number(received++, rank != 0), message)) {
      throw new IOException("a message was changed on its way");
    }
    return message;
  }

  private void readHeader() throws IOException {
    if (in.readLong() != MAGIC) {
      throw new IOException("it does not speak the language of Paracel's ranks");
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(
          "it speaks version %d, this is version %d: the ranks run different releases"
              .formatted(version, VERSION));
    }
  }

  private byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static byte[] nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static byte[] who(int rank, int size) {
    return word(rank + " of " + size);
  }

  /** Number of a message and its direction, so that none can be played back. */
  private static byte[] number(long count, boolean isToFirst) {
    return word(count + (isToFirst ? " to rank 0" : " from rank 0"));
  }

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger("paracel.rdma").log(System.Logger.Level.DEBUG, e.getMessage());
    }
  }
}
