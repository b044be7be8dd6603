package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import paracel.base.UsageException;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/** Ranks as processes of nodes with RDMA devices: InfiniBand, RoCE or iWARP. */
public final class VerbsFabricProvider implements FabricProvider {

  private static final int HINDRANCE_BYTES = 512;

  private final Surroundings surroundings;
  private final Map<String, String> environment;

  public VerbsFabricProvider() {
    this(Surroundings.here(), System.getenv());
  }

  VerbsFabricProvider(Surroundings surroundings, Map<String, String> environment) {
    this.surroundings = surroundings;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "verbs";
  }

  @Override
  public int preference() {
    return 15;
  }

  @Override
  public Optional<String> unavailable(FabricSpec spec) {
    if (spec.ranksAreThreads()) {
      return spec.needsProcesses();
    }
    List<String> hindrances = surroundings.hindrances();
    if (!hindrances.isEmpty()) {
      return Optional.of(hindrances.get(0));
    }
    return noRendezvous(spec);
  }

  private Optional<String> noRendezvous(FabricSpec spec) {
    if (environment.containsKey(TcpRendezvous.VARIABLE)) {
      return Optional.empty();
    }
    try {
      MpiProvider.choose(spec.mpiProvider());
      return Optional.empty();
    } catch (MpiException e) {
      return Optional.of(
          "the ranks cannot tell each other where they are: %s; or set %s to host:port of rank 0"
              .formatted(e.getMessage(), TcpRendezvous.VARIABLE));
    }
  }

  @Override
  public List<Fact> facts() throws FabricException {
    return surroundings.facts();
  }

  /** Exchanges what hinders at each rank; ranks without a hindrance must know of the others'. */
  @Override
  public Optional<String> agree(FabricSpec spec, Optional<String> own)
      throws FabricException, UsageException {
    if (spec.ranksAreThreads() || noRendezvous(spec).isPresent()) {
      return own;
    }
    Rendezvous rendezvous = rendezvous(spec);
    byte[] text = own.orElse("").getBytes(StandardCharsets.UTF_8);
    List<byte[]> all = rendezvous.exchange(spec.identity(), Arrays.copyOf(text, HINDRANCE_BYTES));
    rendezvous.leave();
    int hindered = 0;
    String first = "";
    for (int rank = all.size() - 1; rank >= 0; rank--) {
      String hindrance = new String(all.get(rank), StandardCharsets.UTF_8).replace("\0", "");
      if (!hindrance.isEmpty()) {
        hindered++;
        first = "rank %d: %s".formatted(rank, hindrance);
      }
    }
    return switch (hindered) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(first);
      default -> Optional.of("%s (%d ranks are hindered)".formatted(first, hindered));
    };
  }

  private Rendezvous rendezvous(FabricSpec spec) throws UsageException {
    return environment.containsKey(TcpRendezvous.VARIABLE)
        ? TcpRendezvous.of(environment, spec)
        : new MpiRendezvous(spec);
  }

  @Override
  public FabricGroup open(FabricSpec spec) throws FabricException, UsageException {
    Rendezvous rendezvous = rendezvous(spec);
    NativeDispatcher natives = Natives.load();
    return VerbsFabricGroup.open(natives, surroundings.place(), rendezvous, spec);
  }
}
