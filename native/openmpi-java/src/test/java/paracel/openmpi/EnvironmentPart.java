package paracel.openmpi;

import static paracel.openmpi.Expect.equal;
import static paracel.openmpi.Expect.holds;

import mpi.Comm;
import mpi.Group;
import mpi.Info;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Constants, communicators, groups and infos. */
record EnvironmentPart(int rank) {

  void run() throws MPIException {
    process();
    communicators();
    intercommunicator();
    groups();
    infos();
  }

  private void process() throws MPIException {
    equal("rank", Integer.parseInt(System.getenv("OMPI_COMM_WORLD_RANK")), rank);
    equal("size", BindingsMain.SIZE, MPI.COMM_WORLD.getSize());
    equal("size of self", 1, MPI.COMM_SELF.getSize());
    equal("thread level", MPI.THREAD_MULTIPLE, MPI.queryThread());
    holds("this thread has initialised", MPI.isThreadMain());
    holds("version", MPI.getLibVersion().contains("Open MPI"));
    equal("standard", 3, MPI.getVersion().getVersion());
    holds("machine", !MPI.getProcessorName().isBlank());
    double before = MPI.wtime();
    holds("time passes", MPI.wtime() >= before && MPI.wtick() > 0);
    equal("constants of the standard", 0, MPI.SUCCESS);
    holds("largest tag", (Integer) MPI.COMM_WORLD.getAttr(MPI.TAG_UB) >= 32767);
    holds("distinct", MPI.ANY_SOURCE != MPI.PROC_NULL && MPI.LOCK_SHARED != MPI.LOCK_EXCLUSIVE);
  }

  private void communicators() throws MPIException {
    Intracomm copy = MPI.COMM_WORLD.dup();
    equal("a duplicate", MPI.CONGRUENT, Comm.compare(MPI.COMM_WORLD, copy));
    equal("itself", MPI.IDENT, Comm.compare(copy, copy));
    copy.setName("copy of all");
    equal("name", "copy of all", copy.getName());
    Intracomm later = copy.iDup();
    later.getRequest().waitFor();
    equal("size of a later duplicate", BindingsMain.SIZE, later.getSize());
    later.free();
    Intracomm half = copy.split(rank % 2, -rank);
    equal("size of a part", rank % 2 == 0 ? 2 : 1, half.getSize());
    equal("rank in a part", rank == 0 ? 1 : 0, half.getRank());
    half.free();
    holds("freed", half.isNull());
    holds("of no colour", copy.split(MPI.UNDEFINED, 0).isNull() && !copy.isNull());
    Intracomm node = copy.splitType(Comm.TYPE_SHARED, 0, MPI.INFO_NULL);
    equal("ranks of the node", BindingsMain.SIZE, node.getSize());
    node.disconnect();
    holds("disconnected", node.isNull());
    Info info = new Info();
    copy.setInfo(info);
    copy.getInfo().free();
    copy.dupWithInfo(info).free();
    info.free();
    holds("not between groups", !copy.isInter());
    equal("topology", MPI.UNDEFINED, copy.getTopology());
    copy.clone().free();
    copy.free();
  }

  private void intercommunicator() throws MPIException {
    Intracomm part = MPI.COMM_WORLD.split(rank == 0 ? 0 : 1, rank);
    Intercomm between = MPI.COMM_WORLD.createIntercomm(part, 0, rank == 0 ? 1 : 0, 5);
    holds("between groups", between.isInter());
    equal("others", rank == 0 ? 2 : 1, between.getRemoteSize());
    Group others = between.getRemoteGroup();
    equal("size of their group", rank == 0 ? 2 : 1, others.getSize());
    others.free();
    Intracomm merged = between.merge(rank == 0);
    equal("rank after merging", rank == 0 ? 2 : rank - 1, merged.getRank());
    merged.free();
    between.free();
    part.free();
  }

  private void groups() throws MPIException {
    Group all = MPI.COMM_WORLD.getGroup();
    equal("rank in the group", rank, all.getRank());
    Group some = all.incl(new int[] {2, 0});
    equal("ranks", new int[] {2, 0}, Group.translateRanks(some, new int[] {0, 1}, all));
    Group rest = all.excl(new int[] {0, 2});
    equal("rest", 1, rest.getSize());
    equal("difference", MPI.IDENT, Group.compare(rest, Group.difference(all, some)));
    equal("union", 3, Group.union(some, rest).getSize());
    equal("intersection", 0, Group.intersection(some, rest).getSize());
    equal("empty", 0, MPI.GROUP_EMPTY.getSize());
    equal("range", 2, all.rangeIncl(new int[][] {{0, 2, 2}}).getSize());
    equal("without range", 1, all.rangeExcl(new int[][] {{0, 2, 2}}).getSize());
    Intracomm pair = MPI.COMM_WORLD.create(some);
    equal("member", rank != 1, !pair.isNull());
    if (rank != 1) {
      equal("rank by the group", rank == 2 ? 0 : 1, pair.getRank());
      Intracomm again = MPI.COMM_WORLD.createGroup(some, 3);
      equal("same group", MPI.CONGRUENT, Comm.compare(pair, again));
      again.free();
      pair.free();
    }
    some.free();
    holds("freed", some.isNull() && !all.isNull());
  }

  private void infos() throws MPIException {
    Info info = new Info();
    info.set("paracel", "one");
    info.set("other", "zwei");
    equal("value", "one", info.get("paracel"));
    equal("no value", null, info.get("nothing"));
    equal("keys", 2, info.size());
    equal("key", "paracel", info.getKey(0));
    Info copy = info.dup();
    info.delete("paracel");
    equal("after deletion", 1, info.size());
    equal("copy", 2, copy.size());
    copy.free();
    info.free();
    holds("freed", info.isNull());
    holds("environment", MPI.INFO_ENV.size() > 0);
  }
}
