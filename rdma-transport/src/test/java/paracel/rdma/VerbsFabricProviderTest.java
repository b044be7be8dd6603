package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.fabric.FabricSpec;

/** What hinders RDMA is one clear line with the remedy. */
class VerbsFabricProviderTest {

  private static final FabricSpec PROCESSES = new FabricSpec("job", 2, 0, 1, 1);

  @TempDir Path root;

  private static String hindrance(FakeNode node) {
    String text =
        new VerbsFabricProvider(node.surroundings(), Map.of("PARACEL_RENDEZVOUS", "h:1"))
            .unavailable(PROCESSES)
            .orElseThrow();
    assertEquals(1, text.lines().count(), text);
    return text;
  }

  private static void assertSays(String text, String... words) {
    for (String word : words) {
      assertTrue(text.contains(word), text + " does not say " + word);
    }
  }

  private FakeNode good() throws Exception {
    return new FakeNode(root).device("rxe0", "4: ACTIVE").connectionManager().lock("unlimited");
  }

  @Test
  void ranksAreThreads() throws Exception {
    VerbsFabricProvider provider = new VerbsFabricProvider(good().surroundings(), Map.of());
    String text = provider.unavailable(FabricSpec.threads("job", 2, 1)).orElseThrow();
    assertSays(text, "threads of one process", "mpirun");
  }

  @Test
  void noDevice() throws Exception {
    assertSays(hindrance(new FakeNode(root)), "no RDMA device", "modprobe rdma_rxe");
  }

  @Test
  void portDown() throws Exception {
    String text = hindrance(new FakeNode(root).device("rxe0", "1: DOWN").connectionManager());
    assertSays(text, "port 1 of RDMA device rxe0 is down", "1: DOWN", "ip link set eth0 up");
  }

  @Test
  void noAddress() throws Exception {
    assertSays(hindrance(good().withoutAddress()), "no IPv4 address", "ip addr add", "eth0");
  }

  @Test
  void anotherDeviceIsWanted() throws Exception {
    assertSays(hindrance(good().wants("mlx5_7")), "mlx5_7", "PARACEL_RDMA_DEVICE", "rdma link");
  }

  @Test
  void ofTwoDevicesTheActiveOneIsTaken() throws Exception {
    FakeNode node = good().device("a0", "1: DOWN");
    assertEquals("rxe0", node.surroundings().place().port().device());
  }

  @Test
  void noConnectionManager() throws Exception {
    String text = hindrance(new FakeNode(root).device("rxe0", "4: ACTIVE").lock("unlimited"));
    assertSays(text, "rdma_cm is missing", "modprobe rdma_ucm");
  }

  @Test
  void lockedMemory() throws Exception {
    assertSays(hindrance(good().lock("8388608")), "8192 KiB", "ulimit -l unlimited");
    assertSays(hindrance(good().lock("8388608").mayLockMore()), "libdisni.so");
  }

  @Test
  void noLibrary() throws Exception {
    String text = hindrance(good());
    assertSays(text, "libdisni.so", root + "/lib", "cmake", "PARACEL_DISNI_LIBRARY");
  }

  @Test
  void valuesOfThePortAreRead() throws Exception {
    RdmaPort port = good().surroundings().ports().get(0);
    assertEquals("rxe0", port.device());
    assertEquals(2, port.gids().size(), "unused ones are left out");
    assertEquals("0000:0000:0000:0000:0000:ffff:0a4d:0001 RoCE v2", port.gids().get(1));
    assertEquals(java.util.List.of("eth0"), port.interfaces());
    assertEquals(java.util.List.of("1500"), port.mtus());
  }
}
