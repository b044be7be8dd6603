package paracel.fabric.shm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import paracel.base.Check;
import paracel.fabric.FabricException;

/**
 * The files of one job in the directory of shared memory, as far as this process has to do with
 * them: it names, creates and removes its own, opens those of its peers, and clears away what dead
 * processes of the same user have left. Thread-safe.
 *
 * <p>A file that a live process owns is removed by that process only. A leftover is removed under a
 * lock of the file and after another look at its name; so of several processes that clear away at
 * once none can remove the file which a new owner has meanwhile made under the same name.
 *
 * <p>A shutdown hook removes the names when the JVM is told to end. It unmaps nothing, because
 * threads may still work on the memory; after it no file can be created.
 */
final class ShmDirectory implements AutoCloseable {

  /** An unfinished file that nobody has written to for so long is a leftover. */
  static final long UNFINISHED_MS = 60_000;

  private static final String PREFIX = "paracel-";
  private static final int MAX_ATTEMPTS = 20;
  private static final System.Logger LOG = System.getLogger("paracel.fabric.shm");

  private final Path directory;
  private final String jobId;
  private final int userId;
  private final OwnerProcess self;
  private final Set<Path> owned = new HashSet<>();
  private final Thread hook = new Thread(this::removeOwned, "shm-unlink");
  private boolean ended;

  private ShmDirectory(Path directory, String jobId) throws IOException {
    this.directory = directory;
    this.jobId = jobId;
    this.userId = readUserId();
    this.self = OwnerProcess.self();
  }

  static ShmDirectory open(Path directory, String jobId) throws FabricException {
    try {
      ShmDirectory opened = new ShmDirectory(directory, jobId);
      opened.removeLeftovers();
      Runtime.getRuntime().addShutdownHook(opened.hook);
      return opened;
    } catch (IOException e) {
      throw new FabricException("shared memory in " + directory + ": " + e, e);
    } catch (IllegalStateException e) {
      throw new FabricException("shared memory in " + directory + ": the process is ending", e);
    }
  }

  Path directory() {
    return directory;
  }

  OwnerProcess self() {
    return self;
  }

  String jobId() {
    return jobId;
  }

  Path path(int rank, int window) {
    return directory.resolve("%s%d-%s-r%d-w%d".formatted(PREFIX, userId, jobId, rank, window));
  }

  long freeBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /**
   * Creates an empty file of this process, readable by this user only.
   *
   * @throws FabricException when a live process owns a file of this name
   */
  FileChannel create(Path path) throws FabricException, IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        return createNew(path);
      } catch (FileAlreadyExistsException e) {
        if (!removeLeftover(path)) {
          refuseIfInUse(path);
        }
      }
    }
    throw new FabricException(path + " is created and removed by others all the time");
  }

  private synchronized FileChannel createNew(Path path) throws FabricException, IOException {
    if (ended) {
      throw new FabricException(path + " is not created because the process is ending");
    }
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    owned.add(path);
    return file;
  }

  private void refuseIfInUse(Path path) throws FabricException, IOException {
    try (FileChannel file = openOwn(path)) {
      ShmHeader header = ShmHeader.read(file);
      if (header == null) {
        throw new FabricException(
            "%s is unfinished and may be in use; remove it, or wait %d s, or choose another job id"
                .formatted(path, UNFINISHED_MS / 1000));
      }
      if (!header.owner().isDead()) {
        throw new FabricException(
            "job id %s is in use: %s belongs to process %d, which is alive"
                .formatted(jobId, path, header.owner().pid()));
      }
    } catch (NoSuchFileException e) {
      // gone in the meantime: the caller tries again
    }
  }

  /**
   * Opens a file for reading and writing.
   *
   * @throws NoSuchFileException when there is none
   * @throws FabricException when it is not a file of this user: everybody may write to the
   *     directory
   */
  FileChannel openOwn(Path path) throws FabricException, IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:uid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    if (!attributes.get("isRegularFile").equals(true) || !attributes.get("uid").equals(userId)) {
      throw new FabricException(
          "%s is not a file of user %d but of user %s"
              .formatted(path, userId, attributes.get("uid")));
    }
    return FileChannel.open(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the name of a file of this process; does nothing if that has been done. */
  synchronized void remove(Path path) {
    if (!owned.remove(path)) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "could not remove " + path + ": " + e);
    }
  }

  private synchronized void removeOwned() {
    ended = true;
    Set.copyOf(owned).forEach(this::remove);
  }

  @Override
  public void close() {
    removeOwned();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending already and runs the hook, which finds nothing to do
    }
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, PREFIX + userId + "-*-r*-w*")) {
      for (Path path : files) {
        try {
          removeLeftover(path);
        } catch (IOException | FabricException e) {
          LOG.log(System.Logger.Level.WARNING, "did not look at " + path + ": " + e);
        }
      }
    }
  }

  /** Removes a file whose owner is dead; returns whether it did. */
  private boolean removeLeftover(Path path) throws FabricException, IOException {
    try {
      Object key = fileKey(path);
      try (FileChannel file = openOwn(path)) {
        String reason = leftoverReason(file, path);
        if (reason == null) {
          return false;
        }
        try (FileLock lock = file.lock()) {
          Check.state(lock.isValid(), "the lock is held");
          // the same file before and after the lock: it is the one that was opened, and locked
          if (!key.equals(fileKey(path))) {
            return false;
          }
          Files.delete(path);
        }
        LOG.log(System.Logger.Level.WARNING, "removed " + path + ", " + reason);
        return true;
      }
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      return false; // somebody else is removing it
    }
  }

  /** Why a file is a leftover, or null when it may be in use. Dead owners stay dead. */
  private static String leftoverReason(FileChannel file, Path path) throws IOException {
    ShmHeader header = ShmHeader.read(file);
    if (header != null) {
      return header.owner().isDead()
          ? "left by process " + header.owner().pid() + ", which is dead"
          : null;
    }
    long idleMs = System.currentTimeMillis() - Files.getLastModifiedTime(path).toMillis();
    return idleMs > UNFINISHED_MS ? "unfinished for " + idleMs / 1000 + " s" : null;
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, "fileKey", LinkOption.NOFOLLOW_LINKS).get("fileKey");
  }

  /** The user as whom this process creates files. */
  private static int readUserId() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Uid:")) {
        return Integer.parseUnsignedInt(line.split("\\s+")[2]); // real, effective, ...
      }
    }
    throw new IOException("/proc/self/status names no user");
  }
}
