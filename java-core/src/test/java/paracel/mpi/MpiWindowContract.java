package paracel.mpi;

import java.lang.foreign.MemorySegment;
import paracel.memory.Region;

/** The part of the contract that concerns windows. */
final class MpiWindowContract {

  private final Mpi mpi;
  private final MpiRank rank;
  private final int own;
  private final int size;

  MpiWindowContract(Mpi mpi) {
    this.mpi = mpi;
    rank = new MpiRank(mpi);
    own = mpi.rank();
    size = mpi.size();
  }

  void run(String provider) throws MpiException {
    boolean tellsModel = provider.equals("foreign");
    try (Region memory = Region.allocate(4096L * (own + 1))) {
      MpiWindow created = mpi.createWindow(memory);
      rank.holds("a created window has the region", created.region() == memory);
      exchange(created, tellsModel);
      created.close();
      created.close();
    }
    MpiWindow allocated = mpi.allocateWindow(4096);
    rank.equal("bytes", 4096, allocated.region().bytes());
    exchange(allocated, tellsModel);
    allocated.close();
    if (provider.equals("bindings")) {
      tooLarge();
    }
  }

  /** Everybody writes its word into all parts, and reads it back from there. */
  private void exchange(MpiWindow window, boolean tellsModel) throws MpiException {
    rank.equal("the memory model is told", tellsModel ? 1 : 0, window.isUnified() ? 1 : 0);
    Region mine = window.region();
    for (int i = 0; i < size; i++) {
      mine.setLong(8L * i, -1);
    }
    mpi.barrier();
    window.lockAll();
    try (Region words = Region.allocate(1024)) {
      for (int target = 0; target < size; target++) {
        words.setLong(8L * target, MpiRank.value(own, target));
        window.put(target, 8L * own, words, 8L * target, 8);
        window.flush(target);
      }
      mpi.barrier();
      window.sync();
      for (int origin = 0; origin < size; origin++) {
        rank.equal("word of rank " + origin, MpiRank.value(origin, own), mine.getLong(8L * origin));
      }
      int next = (own + 1) % size;
      window.get(next, 0, words, 512, 8L * size);
      window.flush(next);
      for (int origin = 0; origin < size; origin++) {
        rank.equal("word got", MpiRank.value(origin, next), words.getLong(512 + 8L * origin));
      }
      String text = rank.refused("a rank that is not", () -> window.put(size + 5, 0, words, 0, 8));
      rank.holds("says why: " + text, text.contains("MPI_Put") && text.contains("rank"));
    }
    window.unlockAll();
    mpi.barrier();
  }

  private void tooLarge() {
    long bytes = Integer.MAX_VALUE;
    MemorySegment nowhere = MemorySegment.ofAddress(4096).reinterpret(bytes);
    String text =
        rank.refused("2 GiB", () -> mpi.createWindow(Region.of(nowhere, () -> {})).close());
    rank.holds("says why: " + text, text.contains("too large for the Java bindings"));
    rank.refused("2 GiB", () -> mpi.allocateWindow(bytes).close());
  }
}
