package paracel.openmpi;

import static paracel.openmpi.CollectivesPart.ALL;
import static paracel.openmpi.CollectivesPart.COUNTS;
import static paracel.openmpi.CollectivesPart.PLACES;
import static paracel.openmpi.CollectivesPart.RAGGED;
import static paracel.openmpi.CollectivesPart.ROOT;
import static paracel.openmpi.CollectivesPart.own;
import static paracel.openmpi.CollectivesPart.part;
import static paracel.openmpi.Expect.equal;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;

/** The same collectives, only started; the numbers are those of CollectivesPart. */
record AsyncPart(int rank) {

  private static final Comm COMM = MPI.COMM_WORLD;

  void run() throws MPIException {
    COMM.iBarrier().waitFor();
    IntBuffer word = direct(rank);
    COMM.iBcast(word, 1, MPI.INT, ROOT).waitFor();
    equal("broadcast", ROOT, word.get(0));
    gather();
    scatter();
    ragged();
    allGather();
    allToAll();
  }

  static IntBuffer direct(int... numbers) {
    return MPI.newIntBuffer(numbers.length).put(0, numbers);
  }

  private void gather() throws MPIException {
    IntBuffer all = MPI.newIntBuffer(6);
    COMM.iGather(direct(own(rank, 2)), 2, MPI.INT, all, 2, MPI.INT, ROOT).waitFor();
    equal("gathered", direct(rank == ROOT ? ALL : new int[6]), all);
    IntBuffer table = MPI.newIntBuffer(6).put(rank == ROOT ? 2 * ROOT : 0, own(rank, 2));
    COMM.iGather(table, 2, MPI.INT, ROOT).waitFor();
    if (rank == ROOT) {
      equal("gathered in place", direct(ALL), table);
    }
  }

  private void scatter() throws MPIException {
    IntBuffer own = MPI.newIntBuffer(2);
    COMM.iScatter(direct(ALL), 2, MPI.INT, own, 2, MPI.INT, ROOT).waitFor();
    equal("scattered", direct(own(rank, 2)), own);
    IntBuffer table = rank == ROOT ? direct(ALL) : MPI.newIntBuffer(2);
    COMM.iScatter(table, 2, MPI.INT, ROOT).waitFor();
    if (rank != ROOT) {
      equal("scattered in place", own, table);
    }
  }

  private void ragged() throws MPIException {
    int count = COUNTS[rank];
    IntBuffer own = direct(own(rank, count));
    IntBuffer all = MPI.newIntBuffer(9);
    COMM.iGatherv(own, count, MPI.INT, all, COUNTS, PLACES, MPI.INT, ROOT).waitFor();
    equal("gathered", direct(rank == ROOT ? RAGGED : new int[9]), all);
    IntBuffer in = MPI.newIntBuffer(count);
    COMM.iScatterv(direct(RAGGED), COUNTS, PLACES, MPI.INT, in, count, MPI.INT, ROOT).waitFor();
    equal("scattered", own, in);
    if (rank == ROOT) {
      IntBuffer table = direct(part(rank));
      COMM.iGatherv(table, COUNTS, PLACES, MPI.INT, ROOT).waitFor();
      equal("gathered in place", direct(RAGGED), table);
      COMM.iScatterv(table, COUNTS, PLACES, MPI.INT, ROOT).waitFor();
    } else {
      COMM.iGatherv(own, count, MPI.INT, ROOT).waitFor();
      IntBuffer again = MPI.newIntBuffer(count);
      COMM.iScatterv(again, count, MPI.INT, ROOT).waitFor();
      equal("scattered in place", own, again);
    }
  }

  private void allGather() throws MPIException {
    IntBuffer all = MPI.newIntBuffer(6);
    COMM.iAllGather(direct(own(rank, 2)), 2, MPI.INT, all, 2, MPI.INT).waitFor();
    equal("gathered by all", direct(ALL), all);
    IntBuffer table = MPI.newIntBuffer(6).put(2 * rank, own(rank, 2));
    COMM.iAllGather(table, 2, MPI.INT).waitFor();
    equal("gathered in place", all, table);
    int count = COUNTS[rank];
    IntBuffer ragged = MPI.newIntBuffer(9);
    IntBuffer own = direct(own(rank, count));
    COMM.iAllGatherv(own, count, MPI.INT, ragged, COUNTS, PLACES, MPI.INT).waitFor();
    equal("gathered by all", direct(RAGGED), ragged);
    IntBuffer inPlace = direct(part(rank));
    COMM.iAllGatherv(inPlace, COUNTS, PLACES, MPI.INT).waitFor();
    equal("gathered in place", ragged, inPlace);
  }

  private void allToAll() throws MPIException {
    IntBuffer out = direct(own(rank, 3));
    IntBuffer expected = direct(rank, 10 + rank, 20 + rank);
    IntBuffer in = MPI.newIntBuffer(3);
    COMM.iAllToAll(out, 1, MPI.INT, in, 1, MPI.INT).waitFor();
    equal("from all", expected, in);
    int[] ones = {1, 1, 1};
    int[] places = {0, 1, 2};
    in = MPI.newIntBuffer(3);
    COMM.iAllToAllv(out, ones, places, MPI.INT, in, ones, places, MPI.INT).waitFor();
    equal("from all", expected, in);
    int[] bytes = {0, 4, 8};
    Datatype[] types = {MPI.INT, MPI.INT, MPI.INT};
    in = MPI.newIntBuffer(3);
    COMM.iAllToAllw(out, ones, bytes, types, in, ones, bytes, types).waitFor();
    equal("from all", expected, in);
  }
}
