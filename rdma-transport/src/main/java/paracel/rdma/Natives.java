package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import paracel.fabric.FabricException;

/**
 * DiSNI's native half. We call its natives and not the objects on top of them, because those wait
 * for ever when a connection is refused, keep every connection in a map, and allocate.
 */
final class Natives {

  private static final String SYMBOL = "Java_com_ibm_disni_verbs_impl_NativeDispatcher__1";
  private static final String FILE = System.mapLibraryName("disni");

  private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

  /** Those that the fabric calls. They are bound at the first call, which is too late to ask. */
  private static final List<String> NEEDED =
      List.of(
          ("accept allocPd bindAddr connect createCQ createCompChannel createEventChannel createId"
                  + " createQP deallocPd deregMr destroyCQ destroyCmId destroyCompChannel"
                  + " destroyEventChannel destroyQP disconnect getCmEvent getContext getSrcAddr"
                  + " getVersion listen pollCQ postSend regMr resolveAddr resolveRoute")
              .split(" "));

  private Natives() {}

  /**
   * Loads the library.
   *
   * @throws FabricException when it is not there or does not fit, with the remedy
   */
  static NativeDispatcher load() throws FabricException {
    String libraryPath = System.getProperty("java.library.path", "");
    Optional<Path> file = find(libraryPath);
    if (file.isEmpty()) {
      throw new FabricException(missing(libraryPath).orElseThrow());
    }
    checkFormat(file.get());
    try {
      Constructor<NativeDispatcher> constructor = NativeDispatcher.class.getDeclaredConstructor();
      constructor.setAccessible(true);
      NativeDispatcher natives = constructor.newInstance();
      checkSymbols(file.get());
      return natives;
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unusable(file.get(), innermost(e).getMessage(), e);
    }
  }

  /** The JVM's own words about such a file are several lines. */
  private static void checkFormat(Path file) throws FabricException {
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(ELF.length), ELF)) {
        throw unusable(file, "it is no ELF file", null);
      }
    } catch (IOException e) {
      throw unusable(file, e.toString(), e);
    }
  }

  private static void checkSymbols(Path file) throws FabricException {
    SymbolLookup loaded = SymbolLookup.loaderLookup();
    for (String name : NEEDED) {
      if (loaded.find(SYMBOL + name).isEmpty()) {
        throw unusable(file, "it lacks the native _" + name, null);
      }
    }
  }

  private static FabricException unusable(Path file, String why, Throwable cause) {
    return new FabricException(
        (file + " is not the native half of DiSNI 2.1, or lacks a library (rdma-core): " + why)
            + "; make ours by cmake -S . -B build/native && cmake --build build/native, and name"
            + " its directory in PARACEL_DISNI_LIBRARY",
        cause);
  }

  private static Optional<Path> find(String libraryPath) {
    return Arrays.stream(libraryPath.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, FILE))
        .filter(Files::isReadable)
        .findFirst();
  }

  /** The sentence that says where the library was looked for in vain; empty when it is there. */
  static Optional<String> missing(String libraryPath) {
    if (find(libraryPath).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        FILE
            + " is in no directory of java.library.path ("
            + (libraryPath.isEmpty() ? "empty" : libraryPath)
            + "); make it by cmake -S . -B build/native && cmake --build build/native, or name the"
            + " directory of your site's in PARACEL_DISNI_LIBRARY");
  }

  private static Throwable innermost(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
