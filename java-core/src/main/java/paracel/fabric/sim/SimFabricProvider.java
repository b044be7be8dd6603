package paracel.fabric.sim;

import java.util.Optional;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;

/** The simulated fabric, for experiments: {@code --fabric sim}, never chosen by itself. */
public final class SimFabricProvider implements FabricProvider {

  @Override
  public String name() {
    return "sim";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Optional<String> unavailable(FabricSpec spec) {
    return spec.ranksAreThreads()
        ? Optional.empty()
        : Optional.of("a simulation has all ranks in one process; run it without a launcher");
  }

  @Override
  public FabricGroup open(FabricSpec spec) {
    return new SimFabricGroup(spec, SimOptions.DEFAULT);
  }
}
