package paracel.fabric.mpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import paracel.fabric.WindowTable;
import paracel.mpi.Mpi;
import paracel.mpi.MpiRequest;

/** What an endpoint asks of MPI, seen by an MPI that takes every message at once. */
class MpiEndpointTest {

  private static final int RANKS = 3;
  private static final int WINDOW = 0;

  private final int[] synchronous = new int[RANKS];

  @Test
  void boundsWhatLiesUnreadAtEachTarget() throws Exception {
    Mpi mpi = answering(Mpi.class, this::ofMpi);
    WindowTable own = new WindowTable(0, RANKS);
    MpiFabric fabric = new MpiFabric(mpi, own, RANKS, 1_000_000_000, () -> {});
    fabric.remote().add(1, WINDOW, Long.BYTES);
    fabric.remote().add(2, WINDOW, Long.BYTES);
    try (MpiEndpoint endpoint = fabric.open()) {
      for (int i = 0; i < 4 * MpiEndpoint.SLOTS; i++) {
        endpoint.putLong(1, WINDOW, 0, i);
        endpoint.putLong(2, WINDOW, 0, i);
      }
    }
    assertArrayEquals(new int[] {0, 4, 4}, synchronous, "every sixteenth to each");
  }

  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T answering(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }

  private Object ofMpi(String method, Object[] arguments) {
    return switch (method) {
      case "rank" -> 0;
      case "size" -> RANKS;
      case "newRequest" -> answering(MpiRequest.class, this::ofRequest);
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private Object ofRequest(String method, Object[] arguments) {
    return switch (method) {
      case "synchronousSend" -> {
        synchronous[(int) arguments[3]]++;
        yield null;
      }
      case "isDone" -> true;
      case "send", "close" -> null;
      default -> throw new UnsupportedOperationException(method);
    };
  }
}
