package paracel.rdma;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import paracel.base.Identities;
import paracel.base.OptionException;
import paracel.base.UsageException;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.FabricSpec;
import paracel.fabric.InterruptedRankException;

/**
 * Ranks that no MPI has started: rank 0 listens at a place that all know, the others come to it,
 * and both sides prove that they know the job's secret. Rank 0 compares what all were started with,
 * and sends what all have said, or what differs. Then the connections end.
 */
final class TcpRendezvous implements Rendezvous {

  static final String VARIABLE = "PARACEL_RENDEZVOUS";

  private static final String NOT_TRIED = "it was not tried";
  private static final int PAUSE_MS = 100;
  private static final int PEER_MS = 5000;

  private final InetSocketAddress place;
  private final JobSecret secret;
  private final FabricSpec spec;

  TcpRendezvous(InetSocketAddress place, JobSecret secret, FabricSpec spec) {
    this.place = place;
    this.secret = secret;
    this.spec = spec;
  }

  /**
   * Reads place and secret from the environment.
   *
   * @throws UsageException naming the variable and what it should be
   */
  static TcpRendezvous of(Map<String, String> environment, FabricSpec spec) throws UsageException {
    return new TcpRendezvous(place(environment.get(VARIABLE)), JobSecret.of(environment), spec);
  }

  private static InetSocketAddress place(String text) throws UsageException {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return InetSocketAddress.createUnresolved(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException("%s is '%s', not host:port of rank 0".formatted(VARIABLE, text));
  }

  @Override
  public List<byte[]> exchange(String identity, byte[] own)
      throws FabricException, OptionException {
    long endNs = System.nanoTime() + spec.startNs();
    Message mine = new Message(identity, own);
    Verdict verdict =
        spec.ownRank() == 0 ? new TcpHost(this, endNs).gather(mine) : join(mine, endNs);
    if (!verdict.difference().isEmpty()) {
      throw new OptionException(verdict.difference());
    }
    List<byte[]> answers = new ArrayList<>();
    for (int from = 0; from < verdict.answers().length; from += own.length) {
      answers.add(Arrays.copyOfRange(verdict.answers(), from, from + own.length));
    }
    return answers;
  }

  FabricSpec spec() {
    return spec;
  }

  /** Where rank 0 is, looked up now. */
  InetSocketAddress address() throws IOException {
    return new InetSocketAddress(InetAddress.getByName(place.getHostString()), place.getPort());
  }

  String placeText() {
    return place.getHostString() + ":" + place.getPort();
  }

  TcpChannel channel(Socket socket) throws IOException {
    return new TcpChannel(socket, secret, spec.jobId(), PEER_MS);
  }

  private Verdict join(Message mine, long endNs) throws FabricException {
    String trouble = NOT_TRIED;
    while (true) {
      int restMs = (int) Math.max(1, (endNs - System.nanoTime()) / 1_000_000);
      try (Socket socket = new Socket()) {
        socket.connect(address(), Math.min(restMs, PEER_MS));
        try (TcpChannel channel = channel(socket)) {
          channel.introduce(spec.ownRank(), spec.size());
          channel.setTimeout(restMs);
          channel.send(mine.encode());
          return Verdict.decode(channel.receive());
        }
      } catch (TcpChannel.WrongSecretException e) {
        throw new FabricException(
            ("rank %d cannot join at %s: %s; give all ranks the same %s or %s, and PARACEL_JOB_ID")
                .formatted(
                    spec.ownRank(),
                    placeText(),
                    e.getMessage(),
                    JobSecret.VARIABLE,
                    JobSecret.FILE_VARIABLE),
            e);
      } catch (SocketTimeoutException e) {
        trouble = trouble.equals(NOT_TRIED) ? "no answer" : trouble; // not the last try, cut short
      } catch (IOException e) {
        trouble = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      if (System.nanoTime() >= endNs) {
        throw new DeadlineException(
            "waited %.1f s: rank %d waits for rank 0 at %s: %s; does %s name an address of it?"
                .formatted(spec.startNs() * 1e-9, spec.ownRank(), placeText(), trouble, VARIABLE));
      }
      pause();
    }
  }

  private void pause() throws InterruptedRankException {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRankException(
          "interrupted: rank %d waits for rank 0 at %s".formatted(spec.ownRank(), placeText()));
    }
  }

  @Override
  public String describe() {
    return "start over TCP at " + placeText();
  }

  @Override
  public void close() {}

  /** What a rank says of itself. */
  record Message(String identity, byte[] own) {

    byte[] encode() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(own.length);
      out.write(own);
      out.write(identity.getBytes(StandardCharsets.UTF_8));
      return bytes.toByteArray();
    }

    static Message decode(byte[] bytes) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int length = in.readInt();
      if (length < 0 || length > in.available()) {
        throw new IOException(length + " bytes in a message of " + bytes.length);
      }
      byte[] own = in.readNBytes(length);
      return new Message(new String(in.readAllBytes(), StandardCharsets.UTF_8), own);
    }
  }

  /** What rank 0 answers: what all ranks have said, by rank, or how ranks differ. */
  record Verdict(String difference, byte[] answers) {

    static Verdict of(List<Message> messages) {
      String first = messages.get(0).identity();
      int length = messages.get(0).own().length;
      byte[] answers = new byte[messages.size() * length];
      for (int rank = 0; rank < messages.size(); rank++) {
        String other = messages.get(rank).identity();
        if (!other.equals(first) || messages.get(rank).own().length != length) {
          return new Verdict(Identities.difference(0, first, rank, other), new byte[0]);
        }
        System.arraycopy(messages.get(rank).own(), 0, answers, rank * length, length);
      }
      return new Verdict("", answers);
    }

    byte[] encode() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(difference.length() > 4000 ? difference.substring(0, 4000) : difference);
      out.write(answers);
      return bytes.toByteArray();
    }

    static Verdict decode(byte[] bytes) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      return new Verdict(in.readUTF(), in.readAllBytes());
    }
  }
}
