package paracel.openmpi;

import static paracel.openmpi.Expect.equal;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;

/**
 * The collectives that move elements and wait. Rank r owns the numbers 10 r and 10 r + 1; in those
 * with a V it owns r + 1 numbers, and its part begins at place 3 r.
 */
record CollectivesPart(int rank) {

  static final int ROOT = 1;
  static final int[] COUNTS = {1, 2, 3};
  static final int[] PLACES = {0, 3, 6};
  static final int[] ALL = {0, 1, 10, 11, 20, 21};
  static final int[] RAGGED = {0, 0, 0, 10, 11, 0, 20, 21, 22};

  private static final Comm COMM = MPI.COMM_WORLD;

  void run() throws MPIException {
    COMM.barrier();
    int[] word = {rank};
    COMM.bcast(word, 1, MPI.INT, ROOT);
    equal("broadcast", ROOT, word[0]);
    gather();
    scatter();
    gatherRagged();
    scatterRagged();
    allGather();
    allToAll();
    allToAllOfTypes();
  }

  static int[] own(int rank, int count) {
    int[] own = new int[count];
    for (int i = 0; i < count; i++) {
      own[i] = 10 * rank + i;
    }
    return own;
  }

  /** The ragged table with only the part of one rank. */
  static int[] part(int rank) {
    int[] part = new int[9];
    System.arraycopy(own(rank, COUNTS[rank]), 0, part, PLACES[rank], COUNTS[rank]);
    return part;
  }

  private void gather() throws MPIException {
    int[] all = new int[6];
    COMM.gather(own(rank, 2), 2, MPI.INT, all, 2, MPI.INT, ROOT);
    equal("gathered", rank == ROOT ? ALL : new int[6], all);
    int[] table = new int[6];
    System.arraycopy(own(rank, 2), 0, table, rank == ROOT ? 2 * ROOT : 0, 2);
    COMM.gather(table, 2, MPI.INT, ROOT);
    if (rank == ROOT) {
      equal("gathered in place", ALL, table);
    }
  }

  private void scatter() throws MPIException {
    int[] own = new int[2];
    COMM.scatter(ALL.clone(), 2, MPI.INT, own, 2, MPI.INT, ROOT);
    equal("scattered", own(rank, 2), own);
    int[] table = rank == ROOT ? ALL.clone() : new int[6];
    COMM.scatter(table, 2, MPI.INT, ROOT);
    if (rank != ROOT) {
      equal("scattered in place", own(rank, 2), java.util.Arrays.copyOf(table, 2));
    }
  }

  private void gatherRagged() throws MPIException {
    int[] own = own(rank, COUNTS[rank]);
    int[] all = new int[9];
    COMM.gatherv(own, COUNTS[rank], MPI.INT, all, COUNTS, PLACES, MPI.INT, ROOT);
    equal("gathered", rank == ROOT ? RAGGED : new int[9], all);
    if (rank == ROOT) {
      int[] table = part(rank);
      COMM.gatherv(table, COUNTS, PLACES, MPI.INT, ROOT);
      equal("gathered in place", RAGGED, table);
    } else {
      COMM.gatherv(own, COUNTS[rank], MPI.INT, ROOT);
    }
  }

  private void scatterRagged() throws MPIException {
    int[] own = new int[COUNTS[rank]];
    COMM.scatterv(RAGGED.clone(), COUNTS, PLACES, MPI.INT, own, COUNTS[rank], MPI.INT, ROOT);
    equal("scattered", own(rank, COUNTS[rank]), own);
    if (rank == ROOT) {
      COMM.scatterv(RAGGED.clone(), COUNTS, PLACES, MPI.INT, ROOT);
    } else {
      int[] again = new int[COUNTS[rank]];
      COMM.scatterv(again, COUNTS[rank], MPI.INT, ROOT);
      equal("scattered in place", own, again);
    }
  }

  private void allGather() throws MPIException {
    int[] all = new int[6];
    COMM.allGather(own(rank, 2), 2, MPI.INT, all, 2, MPI.INT);
    equal("gathered by all", ALL, all);
    IntBuffer table = MPI.newIntBuffer(6);
    table.put(2 * rank, own(rank, 2));
    COMM.allGather(table, 2, MPI.INT);
    equal("gathered in place", IntBuffer.wrap(ALL), table);
    int[] ragged = new int[9];
    int[] own = own(rank, COUNTS[rank]);
    COMM.allGatherv(own, COUNTS[rank], MPI.INT, ragged, COUNTS, PLACES, MPI.INT);
    equal("gathered by all", RAGGED, ragged);
    int[] inPlace = part(rank);
    COMM.allGatherv(inPlace, COUNTS, PLACES, MPI.INT);
    equal("gathered in place", RAGGED, inPlace);
  }

  private void allToAll() throws MPIException {
    int[] out = own(rank, 3);
    int[] in = new int[3];
    COMM.allToAll(out, 1, MPI.INT, in, 1, MPI.INT);
    equal("from all", new int[] {rank, 10 + rank, 20 + rank}, in);
    int[] ones = {1, 1, 1};
    int[] backwards = {2, 1, 0};
    in = new int[3];
    COMM.allToAllv(out, ones, new int[] {0, 1, 2}, MPI.INT, in, ones, backwards, MPI.INT);
    equal("from all, backwards", new int[] {20 + rank, 10 + rank, rank}, in);
  }

  private void allToAllOfTypes() throws MPIException {
    IntBuffer out = MPI.newIntBuffer(3).put(0, own(rank, 3));
    IntBuffer in = MPI.newIntBuffer(3);
    int[] ones = {1, 1, 1};
    int[] bytes = {0, 4, 8};
    Datatype[] types = {MPI.INT, MPI.INT, MPI.INT};
    COMM.allToAllw(out, ones, bytes, types, in, ones, bytes, types);
    equal("from all", IntBuffer.wrap(new int[] {rank, 10 + rank, 20 + rank}), in);
  }
}
