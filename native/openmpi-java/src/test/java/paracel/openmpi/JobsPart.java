package paracel.openmpi;

import static paracel.openmpi.Expect.equal;

import java.nio.file.Path;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Meeting other processes: two that are there already, and one that is started. */
record JobsPart(int rank) {

  void ports() throws MPIException {
    if (rank == 0) {
      String port = Intracomm.openPort();
      char[] name = port.toCharArray();
      MPI.COMM_WORLD.send(name, name.length, MPI.CHAR, 1, 70);
      Intercomm visitor = MPI.COMM_SELF.accept(port, 0);
      int[] word = new int[1];
      visitor.recv(word, 1, MPI.INT, 0, 71);
      equal("word of the visitor", 4711, word[0]);
      visitor.disconnect();
      Intracomm.closePort(port);
    } else if (rank == 1) {
      int length = MPI.COMM_WORLD.probe(0, 70).getCount(MPI.CHAR);
      char[] name = new char[length];
      MPI.COMM_WORLD.recv(name, length, MPI.CHAR, 0, 70);
      Intercomm host = MPI.COMM_SELF.connect(new String(name), 0);
      equal("hosts", 1, host.getRemoteSize());
      host.send(new int[] {4711}, 1, MPI.INT, 0, 71);
      host.disconnect();
    }
    MPI.COMM_WORLD.barrier();
  }

  void spawn() throws MPIException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String[] arguments = {
      "-Xmx64m",
      "-XX:-UsePerfData",
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      System.getProperty("java.class.path"),
      BindingsMain.class.getName()
    };
    int[] codes = {-1};
    Intercomm children = MPI.COMM_WORLD.spawn(java, arguments, 1, MPI.INFO_NULL, 0, codes);
    equal("error code", MPI.SUCCESS, codes[0]);
    equal("children", 1, children.getRemoteSize());
    meet(children.merge(false));
    children.disconnect();
  }

  /** In the process that was started. */
  static void spawned(Intercomm parents) throws MPIException {
    equal("parents", BindingsMain.SIZE, parents.getRemoteSize());
    meet(parents.merge(true));
    parents.disconnect();
  }

  private static void meet(Intracomm everybody) throws MPIException {
    int size = BindingsMain.SIZE + 1;
    equal("everybody", size, everybody.getSize());
    int[] sum = {everybody.getRank()};
    everybody.allReduce(sum, 1, MPI.INT, MPI.SUM);
    equal("sum of ranks", size * (size - 1) / 2, sum[0]);
    everybody.free(); // Open MPI 4.1 would wait for ever to disconnect it
  }
}
