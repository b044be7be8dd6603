package paracel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import paracel.base.ExitCode;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import paracel.fabric.FabricException;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.job.FabricChoice;
import paracel.job.LaunchEnvironment;
import paracel.job.LauncherProvider;
import paracel.mpi.Mpi;
import paracel.mpi.MpiException;
import paracel.mpi.MpiProvider;

/** {@code paracel info}: what this build is and what it finds on this machine. */
public final class InfoCommand implements Command {

  @Override
  public String name() {
    return "info";
  }

  @Override
  public String summary() {
    return "print version, machine, launcher, RDMA devices and fabrics, and why a fabric cannot be"
        + " used";
  }

  @Override
  public int run(OptionValues values, Console console) throws UsageException {
    PrintStream out = console.out();
    line(out, "paracel", Version.text());
    line(out, "java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    line(out, "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    Optional<LaunchEnvironment> launch = LauncherProvider.detectAny(System.getenv());
    line(out, "launcher", launch.map(InfoCommand::describe).orElse("none: ranks are threads"));
    sharedMemory(out);
    mpi(out, launch.isPresent());
    FabricSpec spec =
        launch
            .map(at -> new FabricSpec(at.jobId(), at.size(), at.rank(), at.nodeSize(), 1))
            .orElseGet(() -> FabricSpec.threads("info", 2, 1));
    for (FabricProvider provider : FabricChoice.providers()) {
      facts(provider, out);
      String state =
          provider.unavailable(spec).map(why -> "cannot be used: " + why).orElse("can be used");
      line(out, "fabric " + provider.name(), state);
    }
    line(out, "fabric auto", FabricChoice.choose(FabricChoice.AUTO, spec).name());
    return ExitCode.DONE;
  }

  private static String describe(LaunchEnvironment at) {
    return "%s: rank %d of %d, %d on this node, job %s"
        .formatted(at.launcher(), at.rank(), at.size(), at.nodeSize(), at.jobId());
  }

  private static void facts(FabricProvider provider, PrintStream out) {
    try {
      provider.facts().forEach(fact -> line(out, fact.name(), fact.value()));
    } catch (FabricException e) {
      line(out, "fabric " + provider.name(), "cannot be examined: " + e.getMessage());
    }
  }

  private static void sharedMemory(PrintStream out) {
    Path directory = Path.of("/dev/shm");
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      line(out, "/dev/shm", free / (1 << 20) + " MiB free");
    } catch (IOException e) {
      line(out, "/dev/shm", "not there (" + e + ")");
    }
  }

  /** Under a launcher MPI is initialised, to see what it grants; that waits for all ranks. */
  private static void mpi(PrintStream out, boolean isLaunched) {
    for (MpiProvider provider : MpiProvider.providers()) {
      String state =
          provider
              .unavailable()
              .map(why -> "cannot be used: " + why)
              .orElseGet(() -> isLaunched ? "can be used" : provider.describe());
      line(out, "mpi " + provider.name(), state);
    }
    if (!isLaunched) {
      line(out, "mpi threads", "granted at start; see mpirun -n 1 ./paracel info");
      return;
    }
    try (Mpi mpi = MpiProvider.choose(MpiProvider.AUTO).provider().open()) {
      line(out, "mpi", mpi.library().toString());
    } catch (MpiException e) {
      line(out, "mpi", "cannot be used: " + e.getMessage());
    }
  }

  private static void line(PrintStream out, String name, String value) {
    out.printf("%-14s %s%n", name, value);
  }
}
