package paracel.mpi.bindings;

import java.lang.reflect.Method;
import java.nio.Buffer;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether the classes {@code mpi.*} in front on the class path are Open MPI's bindings as they are
 * used here, and find their native half. Other libraries have a package of this name, too.
 */
final class BindingsShape {

  /** Why the bindings cannot be used, with the remedy; MPI is not initialised by asking. */
  static final Optional<String> FLAW = flaw();

  private BindingsShape() {}

  private static Optional<String> flaw() {
    try {
      Class.forName("mpi.MPI"); // loads the native half
      checkShape();
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of("there is no class mpi.MPI: put Open MPI's mpi.jar on the class path");
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(withPackage(e.getMessage()));
    } catch (LinkageError | ReflectiveOperationException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Optional.of(
          "the classes mpi.* from "
              + origin()
              + " are not the Java bindings of Open MPI 2 to 5 ("
              + cause
              + "): take them off the class path (PARACEL_CLASSPATH, PARACEL_MPI_JAR)");
    }
  }

  private static String withPackage(String message) {
    return message.contains("libopenmpi3")
        ? message // ours says it itself
        : message
            + "; install the native half of Open MPI's Java bindings (Debian: apt-get install"
            + " libopenmpi3) or add its directory by PARACEL_JAVA_OPTS=-Djava.library.path=...";
  }

  private static String origin() {
    try {
      Class<?> main = Class.forName("mpi.MPI", false, BindingsShape.class.getClassLoader());
      CodeSource source = main.getProtectionDomain().getCodeSource();
      return source == null ? "the class path" : source.getLocation().getPath();
    } catch (ClassNotFoundException | LinkageError e) {
      return "the class path";
    }
  }

  /** Throws when something is not there; what has the right name and parameters is right. */
  private static void checkShape() throws ReflectiveOperationException {
    Class<?> main = mpi.MPI.class;
    Class<?> comm = mpi.Comm.class;
    Class<?> request = mpi.Request.class;
    Class<?> win = mpi.Win.class;
    Class<?> type = mpi.Datatype.class;
    for (String name : new String[] {"COMM_WORLD", "BYTE", "INFO_NULL", "ERRORS_RETURN"}) {
      main.getField(name);
    }
    check(main, int.class, "InitThread", String[].class, int.class);
    check(main, int.class, "queryThread");
    check(main, void.class, "Finalize");
    check(main, boolean.class, "isInitialized");
    check(main, boolean.class, "isFinalized");
    check(main, String.class, "getLibVersion");
    check(mpi.Intracomm.class, mpi.Intracomm.class, "dup");
    check(mpi.Intracomm.class, null, "splitType", int.class, int.class, mpi.Info.class);
    check(comm, int.class, "getRank");
    check(comm, int.class, "getSize");
    check(comm, void.class, "setErrhandler", mpi.Errhandler.class);
    check(comm, void.class, "barrier");
    check(comm, void.class, "bcast", Object.class, int.class, type, int.class);
    Class<?>[] transfer = {Buffer.class, int.class, type, int.class, int.class};
    for (String name : new String[] {"iSend", "isSend", "iRecv"}) {
      check(comm, request, name, transfer);
    }
    check(comm, mpi.Status.class, "iProbe", int.class, int.class);
    check(request, mpi.Status.class, "testStatus");
    check(request, mpi.Status.class, "waitStatus");
    check(request, void.class, "cancel");
    check(mpi.Status.class, int.class, "getCount", type);
    Class<?>[] oneSided = {Buffer.class, int.class, type, int.class, int.class, int.class, type};
    check(win, void.class, "put", oneSided);
    check(win, void.class, "get", oneSided);
    check(win, void.class, "lockAll", int.class);
    check(win, void.class, "unlockAll");
    check(win, void.class, "flush", int.class);
    check(win, void.class, "sync");
  }

  private static void check(Class<?> owner, Class<?> result, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = owner.getMethod(name, parameters);
    if (result != null && method.getReturnType() != result) {
      throw new NoSuchMethodException(
          owner.getName() + "." + name + Arrays.toString(parameters) + " of " + result);
    }
  }
}
