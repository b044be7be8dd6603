package paracel.rdma;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import java.io.File;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import paracel.fabric.FabricException;

/**
 * DiSNI's native half. We call its natives and not the objects on top of them, because those wait
 * for ever when a connection is refused, keep every connection in a map, and allocate.
 */
final class Natives {

  private static final String FILE = System.mapLibraryName("disni");

  private Natives() {}

  /**
   * Loads the library.
   *
   * @throws FabricException when it is not there or does not fit, with the remedy
   */
  static NativeDispatcher load() throws FabricException {
    Optional<String> missing = missing(System.getProperty("java.library.path", ""));
    if (missing.isPresent()) {
      throw new FabricException(missing.get());
    }
    try {
      Constructor<NativeDispatcher> constructor = NativeDispatcher.class.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new FabricException(
          "the "
              + FILE
              + " that was found is not the native half of DiSNI 2.1, or lacks a library"
              + " (rdma-core): "
              + innermost(e).getMessage()
              + "; make ours by cmake (native/README.md) and name its directory in"
              + " PARACEL_DISNI_LIBRARY",
          e);
    }
  }

  /** The sentence that says where the library was looked for in vain; empty when it is there. */
  static Optional<String> missing(String libraryPath) {
    for (String directory : libraryPath.split(File.pathSeparator)) {
      if (!directory.isEmpty() && Files.isReadable(Path.of(directory, FILE))) {
        return Optional.empty();
      }
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
