package paracel.fabric.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import paracel.base.BackoffIdler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricContractTest;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.memory.Region;

class LocalFabricTest extends FabricContractTest {

  private final LocalFabricProvider provider = new LocalFabricProvider();

  @Override
  protected FabricGroup open(FabricSpec spec) {
    return provider.open(spec);
  }

  @Test
  void isFoundAndServesThreadsOnly() {
    assertTrue(
        ServiceLoader.load(FabricProvider.class).stream()
            .anyMatch(found -> found.type() == LocalFabricProvider.class));
    assertEquals("local", provider.name());
    assertTrue(provider.unavailable(FabricSpec.threads("job", 3, 0)).isEmpty());
    String reason = provider.unavailable(new FabricSpec("job", 3, 1, 3, 0)).orElseThrow();
    assertTrue(reason.contains("--fabric shm"), reason);
  }

  @Test
  void mistakesAreNamed() throws Exception {
    try (FabricGroup group = open(FabricSpec.threads("job", 2, 0));
        Endpoint endpoint = group.fabric(1).openEndpoint()) {
      Region own = group.fabric(0).allocate(0, 64);
      group.fabric(0).expose(0, own);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> endpoint.getLong(0, 0, 0));
      assertEquals("rank 1 has not attached window 0 of rank 0", e.getMessage());
      group.fabric(1).attach(0, 0, 64, new BackoffIdler(), WAIT_NS);
      assertThrows(IllegalStateException.class, () -> endpoint.getLong(1, 0, 0));
      assertThrows(IllegalStateException.class, () -> endpoint.getLong(0, -1, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> endpoint.getLong(2, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.getLong(0, 0, 4));
      assertThrows(IllegalArgumentException.class, () -> endpoint.put(0, 0, 4, own, 4, 4));
      assertThrows(IllegalArgumentException.class, () -> endpoint.get(0, 0, 4, own, 0, 4));
      assertThrows(IllegalArgumentException.class, () -> endpoint.get(0, 0, 0, own, 0, 3));
    }
  }

  @Test
  void peersOfARankThatHasLeftStillFindMemory() throws Exception {
    try (FabricGroup group = open(FabricSpec.threads("job", 2, 0));
        Endpoint endpoint = group.fabric(1).openEndpoint()) {
      Fabric owner = group.fabric(0);
      owner.expose(0, owner.allocate(0, 64));
      group.fabric(1).attach(0, 0, 64, new BackoffIdler(), WAIT_NS);
      owner.close();
      endpoint.putLong(0, 0, 0, 5);
      assertEquals(5, endpoint.getLong(0, 0, 0));
    }
  }

  @Test
  void memoryThatItsOwnerHasFreedIsAFailureNotACrash() throws Exception {
    try (FabricGroup group = open(FabricSpec.threads("job", 2, 0));
        Endpoint endpoint = group.fabric(1).openEndpoint();
        Region origin = Region.allocate(64)) {
      Region own = Region.allocate(64);
      group.fabric(0).expose(3, own);
      group.fabric(1).attach(0, 3, 64, new BackoffIdler(), WAIT_NS);
      own.close();
      FabricException e =
          assertThrows(FabricException.class, () -> endpoint.put(0, 3, 0, origin, 0, 64));
      assertEquals("rank 0 has withdrawn window 3", e.getMessage());
      assertThrows(FabricException.class, () -> endpoint.get(0, 3, 0, origin, 0, 12));
      assertThrows(FabricException.class, () -> endpoint.getLong(0, 3, 0));
    }
  }

  @Test
  void tooMuchMemoryIsAFailureThatSaysHowMuch() throws Exception {
    try (FabricGroup group = open(FabricSpec.threads("job", 1, 0))) {
      FabricException e =
          assertThrows(FabricException.class, () -> group.fabric(0).allocate(0, 1L << 50));
      assertTrue(e.getMessage().contains(String.valueOf(1L << 50)), e.getMessage());
    }
  }
}
