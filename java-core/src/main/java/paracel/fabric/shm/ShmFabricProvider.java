package paracel.fabric.shm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import paracel.base.Check;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.fabric.ThreadedGroup;

/** Ranks as processes of one node that share memory. */
public final class ShmFabricProvider implements FabricProvider {

  private final Path directory;

  public ShmFabricProvider() {
    this(Path.of("/dev/shm"));
  }

  ShmFabricProvider(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "shm";
  }

  @Override
  public int preference() {
    return 20;
  }

  @Override
  public Optional<String> unavailable(FabricSpec spec) {
    if (spec.nodeSize() < spec.size()) {
      return Optional.of(
          "only %d of %d ranks are on this node; --fabric auto takes it within nodes"
              .formatted(spec.nodeSize(), spec.size()));
    }
    if (!Files.isDirectory(directory)) {
      return Optional.of(directory + " is missing; mount a tmpfs there");
    }
    if (!Files.isWritable(directory)) {
      return Optional.of(directory + " is not writable; mount it with mode 1777");
    }
    return Optional.empty();
  }

  @Override
  public FabricGroup open(FabricSpec spec) throws FabricException {
    Check.argument(spec.nodeSize() == spec.size(), "shared memory needs all ranks on one node");
    ShmDirectory files = ShmDirectory.open(directory, spec.jobId());
    Fabric[] fabrics = new Fabric[spec.size()];
    for (int rank = 0; rank < fabrics.length; rank++) {
      if (spec.ranksAreThreads() || rank == spec.ownRank()) {
        fabrics[rank] = new ShmFabric(rank, spec.size(), files);
      }
    }
    return new ThreadedGroup(fabrics, files::close);
  }
}
