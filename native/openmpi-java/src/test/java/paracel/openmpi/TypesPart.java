package paracel.openmpi;

import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;

/** Datatypes: of every basic one a message, and what is made of them. */
record TypesPart(int rank) {

  void run() throws MPIException {
    pass(new byte[] {1, -2, 3}, new byte[3], MPI.BYTE, 1);
    pass(new char[] {'a', '\u20ac', 'c'}, new char[3], MPI.CHAR, 2);
    pass(new short[] {1, -2, 300}, new short[3], MPI.SHORT, 2);
    pass(new boolean[] {true, false, true}, new boolean[3], MPI.BOOLEAN, 1);
    pass(new int[] {1, -2, 1 << 30}, new int[3], MPI.INT, 4);
    pass(new long[] {1, -2, 1L << 60}, new long[3], MPI.LONG, 8);
    pass(new float[] {1.5f, -2, 3}, new float[3], MPI.FLOAT, 4);
    pass(new double[] {1.5, -2, 1e300}, new double[3], MPI.DOUBLE, 8);
    derived();
    structure();
  }

  /** Sends to the right and receives from the left. */
  private void pass(Object out, Object in, Datatype type, int bytes) throws MPIException {
    equal("bytes of an element", bytes, type.getSize());
    int right = (rank + 1) % BindingsMain.SIZE;
    int left = (rank + 2) % BindingsMain.SIZE;
    MPI.COMM_WORLD.sendRecv(out, 3, type, right, 40, in, 3, type, left, 40);
    equal("elements", out, in);
  }

  private void derived() throws MPIException {
    Datatype pair = Datatype.createContiguous(2, MPI.INT);
    equal("size of a pair", 8, pair.getSize());
    holds("picks a row", picks(pair, 0, 1));
    Datatype column = Datatype.createVector(3, 1, 4, MPI.INT);
    equal("extent of a column", 36, column.getExtent());
    equal("its lower bound", 0, column.getLb());
    holds("picks a column", picks(column, 0, 4, 8));
    holds("by bytes", picks(Datatype.createHVector(3, 1, 16, MPI.INT), 0, 4, 8));
    int[] lengths = {1, 2};
    holds("pieces", picks(Datatype.createIndexed(lengths, new int[] {3, 6}, MPI.INT), 3, 6, 7));
    holds("by bytes", picks(Datatype.createHIndexed(lengths, new int[] {4, 8}, MPI.INT), 1, 2, 3));
    Datatype wide = Datatype.createResized(MPI.INT, 0, 12);
    equal("extent", 12, wide.getExtent());
    equal("true extent", 4, wide.getTrueExtent());
    equal("true lower bound", 0, wide.getTrueLb());
    wide.setName("wide");
    equal("name", "wide", wide.getName());
    Datatype copy = wide.dup();
    wide.free();
    holds("freed", wide.isNull() && !copy.isNull());
    copy.clone().free();
    copy.free();
  }

  /** Sends one element of a type to this rank and sees which integers arrive; frees the type. */
  private boolean picks(Datatype type, int... places) throws MPIException {
    type.commit();
    IntBuffer matrix = MPI.newIntBuffer(12);
    for (int i = 0; i < 12; i++) {
      matrix.put(i, 100 * rank + i);
    }
    int[] picked = new int[places.length];
    MPI.COMM_SELF.sendRecv(matrix, 1, type, 0, 41, picked, picked.length, MPI.INT, 0, 41);
    type.free();
    for (int i = 0; i < places.length; i++) {
      equal("picked", matrix.get(places[i]), picked[i]);
    }
    return true;
  }

  private void structure() throws MPIException {
    Datatype[] types = {MPI.INT, MPI.DOUBLE};
    Datatype struct = Datatype.createStruct(new int[] {1, 2}, new int[] {0, 8}, types);
    struct.commit();
    equal("size of a structure", 20, struct.getSize());
    ByteBuffer out = MPI.newByteBuffer(24);
    out.putInt(0, 7).putInt(4, 8).putDouble(8, 1.5).putDouble(16, rank);
    ByteBuffer in = MPI.newByteBuffer(24);
    MPI.COMM_SELF.sendRecv(out, 1, struct, 0, 42, in, 1, struct, 0, 42);
    equal("integer", 7, in.getInt(0));
    equal("gap", 0, in.getInt(4));
    equal("doubles", 1.5 + rank, in.getDouble(8) + in.getDouble(16));
    byte[] array = new byte[24];
    MPI.COMM_SELF.sendRecv(out, 1, struct, 0, 43, array, 1, struct, 0, 43);
    equal("in an array", 1.5, ByteBuffer.wrap(array).order(out.order()).getDouble(8));
    struct.free();
  }
}
