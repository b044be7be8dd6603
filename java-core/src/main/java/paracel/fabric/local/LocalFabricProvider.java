package paracel.fabric.local;

import java.util.Optional;
import paracel.base.Check;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.fabric.ThreadedGroup;

/** Ranks as threads of one JVM. */
public final class LocalFabricProvider implements FabricProvider {

  @Override
  public String name() {
    return "local";
  }

  @Override
  public int preference() {
    return 30;
  }

  @Override
  public Optional<String> unavailable(FabricSpec spec) {
    if (spec.ranksAreThreads()) {
      return Optional.empty();
    }
    return Optional.of(
        "the ranks are processes of their own; start without a launcher,"
            + " or choose --fabric shm on one node");
  }

  @Override
  public FabricGroup open(FabricSpec spec) {
    Check.argument(spec.ranksAreThreads(), "local ranks are threads");
    ExposedWindows exposed = new ExposedWindows();
    Fabric[] fabrics = new Fabric[spec.size()];
    for (int rank = 0; rank < fabrics.length; rank++) {
      fabrics[rank] = new LocalFabric(rank, spec.size(), exposed);
    }
    return new ThreadedGroup(fabrics, exposed::release);
  }
}
