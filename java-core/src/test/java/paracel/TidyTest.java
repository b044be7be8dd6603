package paracel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Style is a test: what a reviewer would otherwise look for in the sources of all modules. */
class TidyTest {

  /**
   * Who may use whom, without the prefix {@code paracel.}; each may use itself. A name with a
   * capital is a single type; {@code x.*} is x and all below it. Tests are exempt.
   */
  static final String LAYERS =
      """
      base             ->
      memory           -> base
      fabric           -> memory base
      mpi              -> memory base
      mpi.foreign      -> mpi memory base
      mpi.bindings     -> mpi memory base
      fabric.local     -> fabric memory base
      fabric.shm       -> fabric memory base
      fabric.sim       -> fabric memory base
      fabric.mpi       -> fabric memory base mpi
      fabric.routed    -> fabric memory base
      rdma             -> fabric memory base mpi
      rdma.cli         -> rdma cli fabric base
      mailbox          -> fabric memory base
      clock            -> mailbox fabric memory base
      table            -> clock mailbox memory base
      server           -> table mailbox clock fabric memory base
      worker           -> table mailbox clock fabric memory base data metrics
      data             -> base
      metrics          -> base
      job              -> worker server clock table data metrics fabric fabric.routed memory base
      job.launch       -> job base
      cli              -> job job.launch worker clock data metrics base fabric mpi
      linalg           -> data base
      solver.*         -> worker data linalg table metrics base
      slurm            -> job cli base
      bench.*          -> everything
      """;

  /** All native methods of a communicator must be in one class: the native half says so. */
  private static final Path NATIVES = Path.of("mpi/Comm.java");

  /** A source with its path from the root of the project. */
  private record Source(Path path, JavaText java) {

    boolean isMain() {
      return path.toString().contains("src/main/");
    }

    boolean isTest() {
      return !isMain();
    }

    /** The Java half of Open MPI's bindings, some of whose statics the native half writes. */
    boolean isBindings() {
      return java.packageName().equals("mpi");
    }

    boolean isPackageInfo() {
      return path.endsWith("package-info.java");
    }
  }

  private static List<Source> sources;

  @BeforeAll
  static void readSources() throws IOException {
    Path root = root();
    List<Source> read = new ArrayList<>();
    for (Path path : javaFiles(root)) {
      read.add(new Source(root.relativize(path), new JavaText(Files.readString(path))));
    }
    sources = List.copyOf(read);
  }

  @Test
  void allModulesAreRead() {
    for (String module : List.of("java-core", "rdma-transport", "slurm", "native/openmpi-java")) {
      assertTrue(
          sources.stream().anyMatch(source -> source.path().startsWith(module)),
          "no source of " + module + " was found");
    }
  }

  @Test
  void layersAreKept() {
    var layers = TidyRules.layers(LAYERS);
    check(Source::isMain, (source, java) -> TidyRules.layerOffences(java, layers));
  }

  @Test
  void onlyRdmaUsesDisni() {
    check(source -> true, (source, java) -> TidyRules.disniOffences(java));
  }

  @Test
  void packagesAreDescribed() {
    check(Source::isPackageInfo, (source, java) -> TidyRules.packageInfoOffences(java));
    List<String> missing =
        sources.stream()
            .filter(Source::isMain)
            .map(source -> source.path().resolveSibling("package-info.java"))
            .distinct()
            .filter(info -> sources.stream().noneMatch(source -> source.path().equals(info)))
            .map(info -> info + ":1: missing")
            .toList();
    report(missing);
  }

  @Test
  void bannedWordsAreAbsent() {
    check(source -> true, (source, java) -> TidyRules.wordOffences(java, source.isTest()));
  }

  @Test
  void noPathOfDevelopersMachine() {
    check(source -> true, (source, java) -> TidyRules.developerPathOffences(java));
  }

  @Test
  void filesLinesAndEndingsAreInForm() {
    check(
        source -> !source.path().endsWith(NATIVES),
        (source, java) -> TidyRules.formOffences(java.text));
  }

  @Test
  void methodsAreShort() {
    check(source -> true, (source, java) -> TidyRules.methodOffences(java));
  }

  @Test
  void noMutableStatics() {
    check(
        source -> source.isMain() && !source.isBindings(),
        (source, java) -> TidyRules.staticFieldOffences(java));
  }

  @Test
  void importsAreUsed() {
    check(source -> true, (source, java) -> TidyRules.unusedImportOffences(java));
  }

  private static void check(
      Predicate<Source> which, BiFunction<Source, JavaText, List<String>> rule) {
    List<String> offences = new ArrayList<>();
    for (Source source : sources) {
      if (which.test(source)) {
        for (String offence : rule.apply(source, source.java())) {
          offences.add(source.path() + ":" + offence);
        }
      }
    }
    report(offences);
  }

  private static void report(List<String> offences) {
    if (!offences.isEmpty()) {
      fail(offences.size() + " found:\n" + String.join("\n", offences));
    }
  }

  /** The nearest directory, from where Maven says or we are upward, that holds the launcher. */
  private static Path root() {
    Path start = Path.of(System.getProperty("paracel.root", "")).toAbsolutePath();
    for (Path path = start; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("paracel")) && Files.exists(path.resolve("pom.xml"))) {
        return path;
      }
    }
    throw new IllegalStateException("no directory with paracel and pom.xml above " + start);
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path parent : List.of(root, root.resolve("native"))) {
      try (Stream<Path> modules = Files.list(parent)) {
        for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
          for (String part : List.of("src/main/java", "src/test/java")) {
            addJavaFiles(module.resolve(part), files);
          }
        }
      }
    }
    return files.stream().sorted().toList();
  }

  private static void addJavaFiles(Path directory, List<Path> files) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        paths.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
      }
    }
  }
}
