package paracel.openmpi;

import static paracel.openmpi.AsyncPart.direct;
import static paracel.openmpi.CollectivesPart.ROOT;
import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Op;
import mpi.UserFunction;

/** Reductions: rank r has the numbers 1 + r, 2 + r and 3 + r. */
record ReductionsPart(int rank) {

  private static final Intracomm COMM = MPI.COMM_WORLD;
  private static final int[] SUM = {6, 9, 12};

  void run() throws MPIException {
    reduce();
    allReduce();
    operations();
    scattered();
    scans();
    started();
    startedAndScattered();
    places();
    own();
  }

  private int[] numbers() {
    return new int[] {1 + rank, 2 + rank, 3 + rank};
  }

  private void reduce() throws MPIException {
    int[] result = new int[3];
    COMM.reduce(numbers(), result, 3, MPI.INT, MPI.SUM, ROOT);
    equal("sum", rank == ROOT ? SUM : new int[3], result);
    int[] own = numbers();
    COMM.reduce(own, 3, MPI.INT, MPI.SUM, ROOT);
    equal("sum in place", rank == ROOT ? SUM : numbers(), own);
  }

  private void allReduce() throws MPIException {
    int[] result = new int[3];
    COMM.allReduce(numbers(), result, 3, MPI.INT, MPI.SUM);
    equal("sum", SUM, result);
    IntBuffer own = direct(numbers());
    COMM.allReduce(own, 3, MPI.INT, MPI.SUM);
    equal("sum in place", direct(SUM), own);
    int[] local = numbers();
    Comm.reduceLocal(new int[] {10, 20, 30}, local, 3, MPI.INT, MPI.SUM);
    equal("sum of one's own", 22 + rank, local[1]);
  }

  private void operations() throws MPIException {
    equal("product", 6, all(rank + 1, MPI.PROD));
    equal("maximum", 2, all(rank, MPI.MAX));
    equal("minimum", -2, all(-rank, MPI.MIN));
    equal("and", 0, all(rank, MPI.LAND));
    equal("or", 1, all(rank, MPI.LOR));
    equal("exclusive or", 0, all(rank, MPI.LXOR));
    equal("bitwise and", 4, all(4 + rank, MPI.BAND));
    equal("bitwise or", 7, all(1 << rank, MPI.BOR));
    equal("bitwise exclusive or", 3, all(rank, MPI.BXOR));
    holds("commutes", MPI.SUM.isCommutative() && !MPI.SUM.isNull());
  }

  private static int all(int word, Op op) throws MPIException {
    int[] result = {word};
    COMM.allReduce(result, 1, MPI.INT, op);
    return result[0];
  }

  private void scattered() throws MPIException {
    int[] counts = {1, 1, 1};
    int[] result = new int[1];
    COMM.reduceScatter(numbers(), result, counts, MPI.INT, MPI.SUM);
    equal("sum", SUM[rank], result[0]);
    int[] own = numbers();
    COMM.reduceScatter(own, counts, MPI.INT, MPI.SUM);
    equal("sum in place", SUM[rank], own[0]);
    COMM.reduceScatterBlock(numbers(), result, 1, MPI.INT, MPI.MAX);
    equal("maximum", rank + 3, result[0]);
    own = numbers();
    COMM.reduceScatterBlock(own, 1, MPI.INT, MPI.MAX);
    equal("maximum in place", rank + 3, own[0]);
  }

  private void scans() throws MPIException {
    int[] result = new int[1];
    int[] word = {rank + 1};
    COMM.scan(word, result, 1, MPI.INT, MPI.SUM);
    equal("prefix sum", (rank + 1) * (rank + 2) / 2, result[0]);
    COMM.exScan(word, result, 1, MPI.INT, MPI.SUM);
    if (rank > 0) {
      equal("sum before", rank * (rank + 1) / 2, result[0]);
    }
    int[] own = {rank + 1};
    COMM.scan(own, 1, MPI.INT, MPI.SUM);
    equal("prefix sum in place", (rank + 1) * (rank + 2) / 2, own[0]);
    own[0] = rank + 1;
    COMM.exScan(own, 1, MPI.INT, MPI.SUM);
    if (rank > 0) {
      equal("sum before, in place", rank * (rank + 1) / 2, own[0]);
    }
  }

  private void started() throws MPIException {
    IntBuffer result = MPI.newIntBuffer(3);
    COMM.iReduce(direct(numbers()), result, 3, MPI.INT, MPI.SUM, ROOT).waitFor();
    equal("sum", direct(rank == ROOT ? SUM : new int[3]), result);
    IntBuffer own = direct(numbers());
    COMM.iReduce(own, 3, MPI.INT, MPI.SUM, ROOT).waitFor();
    if (rank == ROOT) {
      equal("sum in place", direct(SUM), own);
    }
    COMM.iAllReduce(direct(numbers()), result, 3, MPI.INT, MPI.SUM).waitFor();
    equal("sum", direct(SUM), result);
    own = direct(numbers());
    COMM.iAllReduce(own, 3, MPI.INT, MPI.SUM).waitFor();
    equal("sum in place", direct(SUM), own);
    IntBuffer one = MPI.newIntBuffer(1);
    COMM.iScan(direct(rank + 1), one, 1, MPI.INT, MPI.SUM).waitFor();
    equal("prefix sum", (rank + 1) * (rank + 2) / 2, one.get(0));
    one = direct(rank + 1);
    COMM.iExScan(one, 1, MPI.INT, MPI.SUM).waitFor();
    if (rank > 0) {
      equal("sum before, in place", rank * (rank + 1) / 2, one.get(0));
    }
  }

  private void startedAndScattered() throws MPIException {
    int[] counts = {1, 1, 1};
    IntBuffer one = MPI.newIntBuffer(1);
    COMM.iReduceScatter(direct(numbers()), one, counts, MPI.INT, MPI.SUM).waitFor();
    equal("sum", SUM[rank], one.get(0));
    COMM.iReduceScatterBlock(direct(numbers()), one, 1, MPI.INT, MPI.MAX).waitFor();
    equal("maximum", rank + 3, one.get(0));
    IntBuffer own = direct(numbers());
    COMM.iReduceScatter(own, counts, MPI.INT, MPI.SUM).waitFor();
    equal("sum in place", SUM[rank], own.get(0));
    own = direct(numbers());
    COMM.iReduceScatterBlock(own, 1, MPI.INT, MPI.MAX).waitFor();
    equal("maximum in place", rank + 3, own.get(0));
  }

  private void places() throws MPIException {
    ByteBuffer pair = MPI.newByteBuffer(8).putInt(0, rank == 1 ? -5 : rank).putInt(4, rank);
    COMM.allReduce(pair, 1, MPI.INT2, MPI.MINLOC);
    equal("least", -5, pair.getInt(0));
    equal("its place", 1, pair.getInt(4));
  }

  /** Twice the first plus the second, which neither commutes nor is any predefined operation. */
  private static final class Doubling extends UserFunction {

    @Override
    public void call(Object in, Object inOut, int count, Datatype type) {
      for (int i = 0; i < count; i++) {
        ((int[]) inOut)[i] += 2 * ((int[]) in)[i];
      }
    }

    @Override
    public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype type) {
      for (int i = 0; i < count; i++) {
        inOut.putInt(4 * i, 2 * in.getInt(4 * i) + inOut.getInt(4 * i));
      }
    }
  }

  private void own() throws MPIException {
    Op op = new Op(new Doubling(), false);
    holds("does not commute", !op.isCommutative());
    int[] local = {100, 200};
    Comm.reduceLocal(new int[] {1, 2}, local, 2, MPI.INT, op);
    equal("own function", new int[] {102, 204}, local);
    int[] result = new int[1];
    Intracomm pair = COMM.split(rank == 2 ? 1 : 0, rank);
    pair.allReduce(new int[] {rank + 5}, result, 1, MPI.INT, op);
    equal("own function of two ranks", rank == 2 ? 7 : 2 * 5 + 6, result[0]);
    pair.free();
    IntBuffer direct = direct(1, 2);
    COMM.reduce(direct, 2, MPI.INT, op, ROOT);
    int got = direct.get(0); // 2 (2 + 1) + 1 or 2 + (2 + 1)
    holds("own function of three ranks", rank == ROOT ? got == 7 || got == 5 : got == 1);
    Expect.thrown(
        UnsupportedOperationException.class,
        "an own function that is called later",
        () -> COMM.iAllReduce(direct, 2, MPI.INT, op));
    op.free();
    holds("freed", op.isNull());
  }
}
