package paracel.mpi.foreign;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Open MPI's C library, found and loaded. It is looked for where {@code PARACEL_MPI_LIBRARY} says;
 * without that, where the dynamic linker finds {@code libmpi.so.40} (Open MPI 3 to 5), and beside
 * the {@code mpirun} on the PATH.
 *
 * @param location the name under which it was loaded
 * @param symbols empty when there is no usable library
 * @param flaw why there is none, with the remedy
 */
record MpiLibraryFile(String location, Optional<SymbolLookup> symbols, String flaw) {

  /** The library of this process, which is loaded at most once. */
  static final MpiLibraryFile OWN = find(System.getenv());

  private static final String VARIABLE = "PARACEL_MPI_LIBRARY";
  private static final String SONAME = "libmpi.so.40";
  private static final int RTLD_NOW = 2;
  private static final int RTLD_GLOBAL = 0x100;

  /** Loads the library; it stays loaded. */
  static MpiLibraryFile find(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    List<String> candidates = named == null ? usualPlaces(environment) : List.of(named);
    StringBuilder flaws = new StringBuilder();
    for (String candidate : candidates) {
      String flaw = load(candidate);
      if (flaw == null) {
        SymbolLookup lookup = SymbolLookup.libraryLookup(candidate, Arena.global());
        if (lookup.find("ompi_mpi_comm_world").isPresent()) {
          return new MpiLibraryFile(candidate, Optional.of(lookup), "");
        }
        flaw = candidate + " is not Open MPI's library";
      }
      flaws.append(flaws.isEmpty() ? "" : ", ").append(flaw);
    }
    String remedy =
        named == null
            ? "install Open MPI (apt-get install openmpi-bin) or set " + VARIABLE + " to its libmpi"
            : VARIABLE + " must name Open MPI's " + SONAME;
    return new MpiLibraryFile("", Optional.empty(), flaws + "; " + remedy);
  }

  private static List<String> usualPlaces(Map<String, String> environment) {
    List<String> places = new ArrayList<>(List.of(SONAME));
    for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path mpirun = Path.of(entry, "mpirun");
      if (!Files.isExecutable(mpirun)) {
        continue;
      }
      try {
        Path prefix = mpirun.toRealPath().getParent().getParent();
        for (String directory : new String[] {"lib", "lib64"}) {
          Path library = prefix.resolve(directory).resolve(SONAME);
          if (Files.isReadable(library)) {
            places.add(library.toString());
          }
        }
      } catch (IOException e) {
        continue; // a link that leads nowhere
      }
    }
    return places;
  }

  /**
   * Loads with its symbols visible to all: components of some builds are not linked to the library
   * that loads them.
   *
   * @return null, or what the dynamic linker says
   */
  private static String load(String name) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    MethodHandle open =
        linker.downcallHandle(
            libc.find("dlopen").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle error =
        linker.downcallHandle(
            libc.find("dlerror").orElseThrow(), FunctionDescriptor.of(ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment library =
          (MemorySegment) open.invokeExact(arena.allocateFrom(name), RTLD_NOW | RTLD_GLOBAL);
      if (library.address() != 0) {
        return null;
      }
      MemorySegment text = (MemorySegment) error.invokeExact();
      return text.reinterpret(Integer.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new LinkageError("dlopen", e);
    }
  }
}
