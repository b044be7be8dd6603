package mpi;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds and loads {@code libmpi_java}, the native half. The file that {@code
 * PARACEL_MPI_JAVA_LIBRARY} names, and then no other; else where {@code java.library.path} leads;
 * else beside the {@code libmpi} in use, in the directories of the dynamic linker and in those
 * where distributions put Open MPI.
 */
final class NativeLibrary {

  static final String VARIABLE = "PARACEL_MPI_JAVA_LIBRARY";

  private static final List<String> NAMES = List.of("libmpi_java.so.40", "libmpi_java.so");

  static {
    String flaw = load(System.getenv());
    if (flaw != null) {
      throw new UnsatisfiedLinkError(flaw);
    }
  }

  private NativeLibrary() {}

  /**
   * Loads the library at the first call.
   *
   * @throws LinkageError naming what was tried, and the remedy
   */
  static void require() {
    // the work is done by the initialisation of this class, which happens once
  }

  /** What is wrong, with the remedy; null when the library is loaded. */
  private static String load(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    if (named != null) {
      String flaw = load(Path.of(named));
      return flaw == null ? null : flaw + "; " + VARIABLE + " must name Open MPI's " + NAMES.get(0);
    }
    try {
      System.loadLibrary("mpi_java");
      return null;
    } catch (UnsatisfiedLinkError e) {
      return search(environment, e.getMessage());
    }
  }

  private static String search(Map<String, String> environment, String firstFlaw) {
    StringBuilder flaws = new StringBuilder(firstFlaw);
    for (Path directory : directories(environment)) {
      for (String name : NAMES) {
        Path file = directory.resolve(name);
        if (Files.isReadable(file)) {
          String flaw = load(file);
          if (flaw == null) {
            return null;
          }
          flaws.append(", ").append(flaw);
        }
      }
    }
    return flaws
        + "; install the native half of Open MPI's Java bindings (Debian: apt-get install"
        + " libopenmpi3) or set "
        + VARIABLE
        + " to its "
        + NAMES.get(0);
  }

  private static String load(Path file) {
    try {
      System.load(file.toAbsolutePath().toString());
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  // ---- where to look

  private static Set<Path> directories(Map<String, String> environment) {
    Set<Path> directories = new LinkedHashSet<>();
    addParent(environment.get("PARACEL_MPI_LIBRARY"), directories);
    addMapped(directories);
    for (String entry : list(environment.get("LD_LIBRARY_PATH"))) {
      directories.add(Path.of(entry));
    }
    for (String entry : list(environment.get("PATH"))) {
      addInstallation(Path.of(entry, "mpirun"), directories);
    }
    for (String root : List.of("/usr/local/lib", "/usr/lib64", "/usr/lib", "/lib64", "/lib")) {
      addUsual(Path.of(root), directories);
    }
    return directories;
  }

  private static List<String> list(String paths) {
    List<String> entries = new ArrayList<>();
    for (String entry : paths == null ? new String[0] : paths.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static void addParent(String file, Set<Path> directories) {
    if (file != null && Path.of(file).getParent() != null) {
      directories.add(Path.of(file).getParent());
    }
  }

  /** Where a libmpi that this process has already loaded comes from. */
  private static void addMapped(Set<Path> directories) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        int path = line.indexOf('/');
        if (path >= 0 && line.indexOf("/libmpi.so", path) >= 0) {
          addParent(line.substring(path), directories);
        }
      }
    } catch (IOException e) {
      return; // not Linux; the other places remain
    }
  }

  /** The library directories of the installation that a program belongs to. */
  private static void addInstallation(Path program, Set<Path> directories) {
    if (!Files.isExecutable(program)) {
      return;
    }
    try {
      Path prefix = program.toRealPath().getParent().getParent();
      if (prefix != null) {
        directories.add(prefix.resolve("lib"));
        directories.add(prefix.resolve("lib64"));
      }
    } catch (IOException e) {
      return; // a link that leads nowhere
    }
  }

  /** A directory of libraries, and those below it for an architecture or for Open MPI. */
  private static void addUsual(Path root, Set<Path> directories) {
    directories.add(root);
    directories.add(root.resolve("openmpi/lib"));
    try (DirectoryStream<Path> found = Files.newDirectoryStream(root, "*-linux-*")) {
      for (Path directory : found) {
        directories.add(directory);
        directories.add(directory.resolve("openmpi/lib"));
      }
    } catch (IOException e) {
      return; // there is no such directory
    }
  }
}
