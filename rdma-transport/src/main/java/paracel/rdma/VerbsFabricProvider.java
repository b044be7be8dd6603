package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
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
  public FabricGroup open(FabricSpec spec) throws FabricException, UsageException {
    Rendezvous rendezvous =
        environment.containsKey(TcpRendezvous.VARIABLE)
            ? TcpRendezvous.of(environment, spec)
            : new MpiRendezvous(spec);
    NativeDispatcher natives = Natives.load();
    return VerbsFabricGroup.open(natives, surroundings.place(), rendezvous, spec);
  }
}
