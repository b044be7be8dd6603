package paracel.fabric;

import paracel.fabric.sim.SimFabricGroup;
import paracel.fabric.sim.SimOptions;

/** The contract on the simulated fabric. */
final class SimFabricTest extends FabricContractTest {

  @Override
  protected FabricGroup open(FabricSpec spec) {
    return new SimFabricGroup(spec, SimOptions.DEFAULT);
  }

  @Override
  protected double scale() {
    return 0.02;
  }

  @Override
  protected boolean allocatesNothing() {
    return false;
  }
}
