package paracel.fabric.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.fabric.Endpoint;
import paracel.fabric.Fabric;
import paracel.fabric.FabricException;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.RegionEndpoint;
import paracel.fabric.Wait;
import paracel.fabric.WindowSizeException;
import paracel.fabric.WindowTable;
import paracel.memory.Region;

/** One rank of a job whose ranks share the memory of a node. */
final class ShmFabric implements Fabric {

  private static final int FILL_BYTES = 1 << 20;

  /** A window's file, the whole mapping, and the part behind the header. */
  private record MappedWindow(Path path, MemorySegment file, Region region) {}

  private final int rank;
  private final ShmDirectory files;
  private final WindowTable attached;
  private final Map<Integer, MappedWindow> own = new HashMap<>();
  private final List<Region> mapped = new ArrayList<>();
  private boolean closed;

  ShmFabric(int rank, int size, ShmDirectory files) {
    this.rank = rank;
    this.files = files;
    this.attached = new WindowTable(rank, size);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public boolean ordersPuts() {
    return true;
  }

  @Override
  public synchronized Region allocate(int window, long bytes) throws FabricException {
    Check.state(!closed, "the fabric is closed");
    attached.check(rank, window);
    Check.argument(bytes > 0, "a window needs at least one byte");
    Check.argument(!own.containsKey(window), "a window is allocated once");
    Path path = files.path(rank, window);
    boolean done = false;
    try {
      if (files.freeBytes() < ShmHeader.PAGE_BYTES + bytes) {
        throw full(window, bytes, null);
      }
      MappedWindow made = create(path, window, bytes);
      own.put(window, made);
      done = true;
      return made.region();
    } catch (ClosedByInterruptException e) {
      throw new InterruptedRankException("rank " + rank + " was interrupted, creating " + path);
    } catch (IOException e) {
      throw full(window, bytes, e);
    } finally {
      if (!done) {
        files.remove(path);
      }
    }
  }

  @Override
  public synchronized void expose(int window, Region region) {
    MappedWindow made = own.get(window);
    Check.argument(
        made != null && made.region() == region, "a window is what was allocated for its number");
    Check.state(!ShmHeader.isExposed(made.file()), "a window is exposed once");
    ShmHeader.expose(made.file());
  }

  @Override
  public void attach(int target, int window, long bytes, Idler idler, long timeoutNs)
      throws FabricException {
    if (attached.has(target, window)) {
      return;
    }
    Arrival arrival = new Arrival(target, window, bytes);
    Wait.until(arrival, idler, timeoutNs);
    Region region = arrival.region;
    if (!keep(target, window, region)) {
      region.close();
    }
  }

  @Override
  public synchronized void seal(int window) {
    MappedWindow made = own.get(window);
    Check.state(
        made != null && ShmHeader.isExposed(made.file()), "only an exposed window is sealed");
    files.remove(made.path());
  }

  @Override
  public Endpoint openEndpoint() {
    return new RegionEndpoint(attached);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    own.values().forEach(made -> files.remove(made.path()));
    mapped.reversed().forEach(Region::close);
    own.values().forEach(made -> made.region().close());
  }

  /** Keeps a mapped window until the fabric closes, unless another thread was faster. */
  private synchronized boolean keep(int target, int window, Region region) {
    if (closed || !attached.add(target, window, region)) {
      return false;
    }
    mapped.add(region);
    return true;
  }

  private MappedWindow create(Path path, int window, long bytes)
      throws FabricException, IOException {
    try (FileChannel file = files.create(path)) {
      fill(file, 0, ShmHeader.PAGE_BYTES);
      ShmHeader header =
          new ShmHeader(
              false,
              ShmHeader.VERSION,
              ShmHeader.hash(files.jobId()),
              rank,
              window,
              bytes,
              files.self());
      header.write(file);
      fill(file, ShmHeader.PAGE_BYTES, bytes);
      return map(path, file, bytes);
    }
  }

  /** Writes zeros, because that allocates the pages, and reports it when there are no more. */
  private static void fill(FileChannel file, long from, long bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer zeros = arena.allocate(Math.min(FILL_BYTES, bytes)).asByteBuffer();
      long end = from + bytes;
      for (long at = from; at < end; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), end - at));
        at += file.write(zeros, at);
      }
    }
  }

  private static MappedWindow map(Path path, FileChannel file, long bytes) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment whole =
          file.map(FileChannel.MapMode.READ_WRITE, 0, ShmHeader.PAGE_BYTES + bytes, arena);
      Region region = Region.of(whole.asSlice(ShmHeader.PAGE_BYTES, bytes), arena::close);
      return new MappedWindow(path, whole, region);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private FabricException full(int window, long bytes, IOException cause) {
    String free;
    try {
      free = files.freeBytes() + " are free";
    } catch (IOException e) {
      free = "how many are free is not known";
    }
    return new FabricException(
        "window %d of rank %d wants %d bytes of shared memory in %s, of which %s%s; enlarge it "
                .formatted(
                    window,
                    rank,
                    ShmHeader.PAGE_BYTES + bytes,
                    files.directory(),
                    free,
                    cause == null ? "" : " (" + cause.getMessage() + ")")
            + "(mount -o remount,size=..., or --shm-size of a container), remove what others left "
            + "in it, or choose another --fabric",
        cause);
  }

  /** The moment in which a peer's window can be mapped. */
  private final class Arrival implements Wait.Condition {

    private final int target;
    private final int window;
    private final long bytes;
    private final Path path;
    private String seen = "it is not there";
    private Region region;

    Arrival(int target, int window, long bytes) {
      this.target = target;
      this.window = window;
      this.bytes = bytes;
      this.path = files.path(target, window);
    }

    @Override
    public boolean poll() throws FabricException {
      try (FileChannel file = files.openOwn(path)) {
        ShmHeader header = ShmHeader.read(file);
        if (header == null) {
          seen = "it has no complete header";
        } else if (header.owner().isDead()) {
          seen = "it is left by process " + header.owner().pid() + ", which is dead";
        } else if (!header.exposed()) {
          seen = "process " + header.owner().pid() + " has not exposed it yet";
        } else {
          check(header, file.size());
          MappedWindow peer = map(path, file, bytes);
          // pairs with the release in expose: the owner's bytes are visible from here on
          Check.state(ShmHeader.isExposed(peer.file()), "an exposed window stays exposed");
          region = peer.region();
        }
      } catch (NoSuchFileException e) {
        seen = "it is not there";
      } catch (ClosedByInterruptException e) {
        throw new InterruptedRankException("interrupted: " + describe());
      } catch (IOException e) {
        throw new FabricException("rank " + rank + " could not attach " + path + ": " + e, e);
      }
      return region != null;
    }

    private void check(ShmHeader header, long fileBytes) throws FabricException {
      if (header.version() != ShmHeader.VERSION) {
        throw new FabricException(
            "%s has format version %d, this is %d: the ranks run different releases"
                .formatted(path, header.version(), ShmHeader.VERSION));
      }
      if (header.jobHash() != ShmHeader.hash(files.jobId())
          || header.rank() != target
          || header.window() != window
          || fileBytes != ShmHeader.PAGE_BYTES + header.bytes()) {
        throw new FabricException(
            "%s is damaged: its header says rank %d, window %d, %d bytes; the file has %d"
                .formatted(path, header.rank(), header.window(), header.bytes(), fileBytes));
      }
      if (header.bytes() != bytes) {
        throw new WindowSizeException(target, window, header.bytes(), rank, bytes);
      }
    }

    @Override
    public String describe() {
      return "rank %d waits for rank %d to expose window %d as %s; %s"
          .formatted(rank, target, window, path, seen);
    }
  }
}
