package paracel.rdma;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import paracel.fabric.DeadlineException;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;

/**
 * Rank 0's side of the start over TCP. Each connection has a thread of its own, so one that says
 * nothing, or does not know the secret, keeps nobody else waiting.
 */
final class TcpHost {

  private static final int LOOK_MS = 50;

  private final TcpRendezvous place;
  private final long endNs;
  private final TcpChannel[] channels;
  private final TcpRendezvous.Message[] messages;
  private final AtomicInteger strangers = new AtomicInteger();
  private volatile String lastStranger = "";

  TcpHost(TcpRendezvous place, long endNs) {
    this.place = place;
    this.endNs = endNs;
    this.channels = new TcpChannel[place.spec().size()];
    this.messages = new TcpRendezvous.Message[place.spec().size()];
  }

  /** Waits for all ranks and answers them. */
  TcpRendezvous.Verdict gather(TcpRendezvous.Message own) throws FabricException {
    messages[0] = own;
    try (ServerSocket server = new ServerSocket()) {
      server.setReuseAddress(true);
      bind(server);
      server.setSoTimeout(LOOK_MS);
      while (!allHaveCome()) {
        accept(server);
        checkTime();
      }
      TcpRendezvous.Verdict verdict = TcpRendezvous.Verdict.of(List.of(messages));
      byte[] bytes = verdict.encode();
      for (int rank = 1; rank < channels.length; rank++) {
        channels[rank].send(bytes);
      }
      return verdict;
    } catch (IOException e) {
      throw new FabricException("rank 0 at %s: %s".formatted(place.placeText(), e), e);
    } finally {
      closeChannels();
    }
  }

  private void bind(ServerSocket server) throws IOException, FabricException {
    try {
      server.bind(place.address(), channels.length + 16);
    } catch (BindException | UnknownHostException e) {
      throw new FabricException(
          "rank 0 cannot listen at %s (%s); %s names an address of rank 0's node and a free port"
              .formatted(place.placeText(), e.getMessage(), TcpRendezvous.VARIABLE),
          e);
    }
  }

  private void accept(ServerSocket server) throws IOException {
    try {
      Socket socket = server.accept();
      Thread.ofVirtual().name("a rank at the start").start(() -> meet(socket));
    } catch (SocketTimeoutException e) {
      // nobody just now
    }
  }

  private void meet(Socket socket) {
    TcpChannel channel = null;
    try {
      channel = place.channel(socket);
      channel.admit(channels.length);
      boolean isLetIn = keep(channel);
      channel.answer(isLetIn);
      if (isLetIn) {
        TcpRendezvous.Message message = TcpRendezvous.Message.decode(channel.receive());
        synchronized (this) {
          messages[channel.rank()] = message;
        }
        return;
      }
      stranger("another rank " + channel.rank());
    } catch (IOException e) {
      stranger(
          e.getMessage() == null
              ? "it broke off, as one does that finds another secret here"
              : e.getMessage());
      drop(channel);
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void stranger(String why) {
    strangers.incrementAndGet();
    lastStranger = why;
  }

  private synchronized boolean keep(TcpChannel channel) {
    if (channels[channel.rank()] != null) {
      return false;
    }
    channels[channel.rank()] = channel;
    return true;
  }

  /** A rank that broke off may come again. */
  private synchronized void drop(TcpChannel channel) {
    if (channel != null && channels[channel.rank()] == channel) {
      channels[channel.rank()] = null;
    }
  }

  private synchronized boolean allHaveCome() {
    return Arrays.stream(messages).allMatch(message -> message != null);
  }

  private void checkTime() throws FabricException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedRankException("interrupted: rank 0 waits for all ranks to come");
    }
    if (System.nanoTime() < endNs) {
      return;
    }
    throw new DeadlineException(
        "waited %.1f s: rank 0 waits at %s for ranks %s%s"
            .formatted(
                place.spec().startNs() * 1e-9, place.placeText(), missing(), strangersText()));
  }

  private synchronized String missing() {
    List<Integer> ranks = new ArrayList<>();
    for (int rank = 0; rank < messages.length; rank++) {
      if (messages[rank] == null) {
        ranks.add(rank);
      }
    }
    return ranks.toString();
  }

  private String strangersText() {
    return strangers.get() == 0
        ? ""
        : "; %d connections were refused, the last because: %s"
            .formatted(strangers.get(), lastStranger);
  }

  private synchronized void closeChannels() {
    for (TcpChannel channel : channels) {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
