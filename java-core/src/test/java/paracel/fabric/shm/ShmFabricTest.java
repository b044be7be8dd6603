package paracel.fabric.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.BackoffIdler;
import paracel.fabric.DeadlineException;
import paracel.fabric.Fabric;
import paracel.fabric.FabricContractTest;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricProvider;
import paracel.fabric.FabricSpec;
import paracel.fabric.InterruptedRankException;
import paracel.memory.Region;

/** The contract with threads over mapped files, and what is particular to files. */
class ShmFabricTest extends FabricContractTest {

  private static final Path DIRECTORY = Path.of("/dev/shm");

  private final ShmFabricProvider provider = new ShmFabricProvider();

  @BeforeAll
  static void needsSharedMemory() {
    FabricSpec spec = FabricSpec.threads("job", 1, 0);
    String reason = new ShmFabricProvider().unavailable(spec).orElse("");
    assumeTrue(reason.isEmpty(), reason);
  }

  @Override
  protected FabricGroup open(FabricSpec spec) throws FabricException {
    return provider.open(spec);
  }

  /** Names of the files of a job, sorted. */
  static List<String> filesOf(Path directory, String jobId) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("paracel-") && name.contains("-" + jobId + "-r"))
          .sorted()
          .toList();
    }
  }

  static String uniqueJob(String name) {
    return "test-" + name + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  private static FabricSpec threads(String jobId) {
    return FabricSpec.threads(jobId, 2, 0);
  }

  @Test
  void isFoundAndNeedsOneNode() {
    assertTrue(
        ServiceLoader.load(FabricProvider.class).stream()
            .anyMatch(found -> found.type() == ShmFabricProvider.class));
    assertEquals("shm", provider.name());
    assertTrue(provider.unavailable(new FabricSpec("job", 4, 2, 4, 0)).isEmpty());
    String reason = provider.unavailable(new FabricSpec("job", 4, 2, 3, 0)).orElseThrow();
    assertTrue(reason.contains("only 3 of 4 ranks"), reason);
  }

  @Test
  void missingDirectoryIsNamed(@TempDir Path parent) {
    Path missing = parent.resolve("shm");
    String reason = new ShmFabricProvider(missing).unavailable(threads("job")).orElseThrow();
    assertTrue(reason.startsWith(missing + " is missing"), reason);
  }

  @Test
  void headerIsReadOnlyWhenComplete(@TempDir Path parent) throws Exception {
    OwnerProcess owner = new OwnerProcess(11, 22, 33);
    ShmHeader header = new ShmHeader(false, 1, ShmHeader.hash("job"), 4, 5, 6L << 40, owner);
    Path path = parent.resolve("header");
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      assertNull(ShmHeader.read(file));
      header.write(file);
      assertNull(ShmHeader.read(file), "the page is not complete");
      file.write(ByteBuffer.allocate(1), ShmHeader.PAGE_BYTES - 1);
      assertEquals(header, ShmHeader.read(file));
    }
    assertEquals(0, ShmHeader.PAGE_BYTES % Region.ALIGNMENT);
  }

  @Test
  void filesAreNamedPrivateAndGoneAfterClose() throws Exception {
    String jobId = uniqueJob("names");
    try (FabricGroup group = open(threads(jobId))) {
      group.fabric(0).allocate(0, 100);
      Region region = group.fabric(1).allocate(12, 100);
      group.fabric(1).expose(12, region);
      List<String> names = filesOf(DIRECTORY, jobId);
      int userId = (int) Files.getAttribute(DIRECTORY.resolve(names.get(0)), "unix:uid");
      assertEquals(
          List.of(
              "paracel-" + userId + "-" + jobId + "-r0-w0",
              "paracel-" + userId + "-" + jobId + "-r1-w12"),
          names);
      for (String name : names) {
        Path path = DIRECTORY.resolve(name);
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(ShmHeader.PAGE_BYTES + 100, Files.size(path));
        long blocks = Long.parseLong(run("stat", "-c", "%b", path.toString())) * 512;
        assertTrue(blocks >= Files.size(path), "allocated at once");
      }
      group.fabric(0).close();
      assertEquals(1, filesOf(DIRECTORY, jobId).size());
    }
    assertEquals(List.of(), filesOf(DIRECTORY, jobId));
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  @Test
  void sealRemovesTheNameAtOnce() throws Exception {
    String jobId = uniqueJob("seal");
    try (FabricGroup group = open(threads(jobId))) {
      Fabric owner = group.fabric(0);
      Region region = owner.allocate(0, 64);
      assertThrows(IllegalStateException.class, () -> owner.seal(0));
      owner.expose(0, region);
      group.fabric(1).attach(0, 0, 64, new BackoffIdler(), WAIT_NS);
      owner.seal(0);
      assertEquals(List.of(), filesOf(DIRECTORY, jobId));
      region.setLongRelease(8, 77);
      assertEquals(77, group.fabric(1).openEndpoint().getLong(0, 0, 8));
    }
  }

  @Test
  void tooMuchMemoryIsAFailureThatSaysHowMuch() throws Exception {
    String jobId = uniqueJob("full");
    long bytes = Files.getFileStore(DIRECTORY).getUsableSpace() + (1L << 40);
    try (FabricGroup group = open(threads(jobId))) {
      FabricException e =
          assertThrows(FabricException.class, () -> group.fabric(1).allocate(3, bytes));
      String message = e.getMessage();
      assertTrue(message.startsWith("window 3 of rank 1 wants " + (bytes + 4096)), message);
      assertTrue(message.matches(".* of which \\d+ are free; enlarge .*"), message);
      assertEquals(List.of(), filesOf(DIRECTORY, jobId));
      group.fabric(1).allocate(3, 64);
    }
  }

  @Test
  void liveOwnerIsRefused() throws Exception {
    String jobId = uniqueJob("twice");
    try (FabricGroup first = open(threads(jobId));
        FabricGroup second = open(threads(jobId))) {
      first.fabric(0).allocate(0, 64);
      FabricException e =
          assertThrows(FabricException.class, () -> second.fabric(0).allocate(0, 64));
      long pid = ProcessHandle.current().pid();
      assertTrue(e.getMessage().contains("job id " + jobId + " is in use"), e.getMessage());
      assertTrue(e.getMessage().contains("process " + pid + ","), e.getMessage());
      second.close();
      assertEquals(1, filesOf(DIRECTORY, jobId).size(), "the first group's file stays");
    }
  }

  @Test
  void leftoversAreRemovedAndOthersAreNot(@TempDir Path directory) throws Exception {
    OwnerProcess self = OwnerProcess.self();
    OwnerProcess reused = new OwnerProcess(self.pid(), self.startTicks() - 1, self.namespace());
    OwnerProcess elsewhere = new OwnerProcess(1 << 30, 1, self.namespace() + 1);
    Path dead = leftover(directory, "dead", new OwnerProcess(1 << 30, 1, self.namespace()));
    Path pidInUseAgain = leftover(directory, "reused", reused);
    Path alive = leftover(directory, "alive", self);
    Path container = leftover(directory, "elsewhere", elsewhere);
    Path unfinished = Files.createFile(file(directory, "unfinished"));
    Path old = Files.createFile(file(directory, "old"));
    long longAgo = System.currentTimeMillis() - ShmDirectory.UNFINISHED_MS - 1000;
    Files.setLastModifiedTime(old, FileTime.fromMillis(longAgo));
    Path foreign = Files.createFile(directory.resolve("paracel-notes"));
    Path link = Files.createSymbolicLink(file(directory, "link"), foreign);

    new ShmFabricProvider(directory).open(threads("other")).close();

    for (Path gone : List.of(dead, pidInUseAgain, old)) {
      assertFalse(Files.exists(gone), gone.toString());
    }
    for (Path kept : List.of(alive, container, unfinished, foreign, link)) {
      assertTrue(Files.exists(kept), kept.toString());
    }
  }

  private static Path file(Path directory, String jobId) throws IOException {
    int userId = (int) Files.getAttribute(directory, "unix:uid");
    return directory.resolve("paracel-" + userId + "-" + jobId + "-r0-w0");
  }

  /** A file of one exposed window of 64 bytes. */
  private static Path leftover(Path directory, String jobId, OwnerProcess owner)
      throws IOException {
    Path path = Files.write(file(directory, jobId), new byte[(int) ShmHeader.PAGE_BYTES + 64]);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      new ShmHeader(false, 1, ShmHeader.hash(jobId), 0, 0, 64, owner).write(file);
      try (Arena arena = Arena.ofConfined()) {
        ShmHeader.expose(file.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena));
      }
    }
    return path;
  }

  @Test
  void leftoverOfTheSameNameIsNeverAttachedAndIsReplaced(@TempDir Path directory) throws Exception {
    OwnerProcess gone = new OwnerProcess(1 << 30, 1, OwnerProcess.self().namespace());
    try (FabricGroup group = new ShmFabricProvider(directory).open(threads("job"))) {
      leftover(directory, "job", gone); // as if it had appeared after the search
      BackoffIdler idler = new BackoffIdler();
      DeadlineException e =
          assertThrows(
              DeadlineException.class, () -> group.fabric(1).attach(0, 0, 64, idler, 20_000_000));
      assertTrue(e.getMessage().contains("left by process " + (1 << 30)), e.getMessage());
      Region region = group.fabric(0).allocate(0, 64);
      group.fabric(0).expose(0, region);
      group.fabric(1).attach(0, 0, 64, idler, WAIT_NS);
      region.setLongRelease(0, 3);
      assertEquals(3, group.fabric(1).openEndpoint().getLong(0, 0, 0));
    }
  }

  @Test
  void unfinishedFileOfTheSameNameIsRefusedWithARemedy(@TempDir Path directory) throws Exception {
    try (FabricGroup group = new ShmFabricProvider(directory).open(threads("job"))) {
      Path unfinished = Files.createFile(file(directory, "job"));
      FabricException e =
          assertThrows(FabricException.class, () -> group.fabric(0).allocate(0, 64));
      assertTrue(e.getMessage().contains(unfinished + " is unfinished"), e.getMessage());
    }
  }

  @Test
  void damagedFileIsNotMapped(@TempDir Path directory) throws Exception {
    try (FabricGroup group = new ShmFabricProvider(directory).open(threads("job"))) {
      Path path = leftover(directory, "job", OwnerProcess.self());
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(ShmHeader.PAGE_BYTES + 8); // touching the rest would raise a signal
      }
      FabricException e =
          assertThrows(
              FabricException.class,
              () -> group.fabric(1).attach(0, 0, 64, new BackoffIdler(), WAIT_NS));
      assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
    }
  }

  @Test
  void onlyTheRegionOfThisWindowIsExposed() throws Exception {
    try (FabricGroup group = open(threads(uniqueJob("kinds")));
        Region heap = Region.allocate(64)) {
      Fabric fabric = group.fabric(0);
      Region other = fabric.allocate(1, 64);
      assertThrows(IllegalArgumentException.class, () -> fabric.expose(0, other));
      assertThrows(IllegalArgumentException.class, () -> fabric.expose(1, heap));
    }
  }

  @Test
  void interruptionDuringAnAttachIsReportedAsSuch() throws Exception {
    String jobId = uniqueJob("interrupt");
    try (FabricGroup group = open(threads(jobId))) {
      group.fabric(0).allocate(0, 64); // there, but not exposed: the file is read at each poll
      FabricGroup.Handle handle =
          group.start(
              1, "attach", () -> group.fabric(1).attach(0, 0, 64, group.newIdler(), WAIT_NS));
      Thread.sleep(20);
      handle.interrupt();
      assertTrue(handle.join(WAIT_NS));
      assertInstanceOf(InterruptedRankException.class, handle.failure());
    }
  }
}
