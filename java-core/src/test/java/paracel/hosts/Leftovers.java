package paracel.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run leaves whose keepers were killed themselves, say for want of memory: a directory,
 * which names the JVM that owned it, and processes that have a mount of something in it, their
 * /etc/hosts, be it there or not.
 */
final class Leftovers {

  private static final String PREFIX = "paracel-hosts-";
  private static final Pattern NAME = Pattern.compile("/" + PREFIX + "(\\d+)-");

  private Leftovers() {}

  private static Path parent() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** A directory that only we can enter, whose owner is this JVM. */
  static Path newDirectory() throws IOException {
    return Files.createTempDirectory(
        parent(),
        PREFIX + ProcessHandle.current().pid() + "-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Ends and removes what belongs to JVMs that have ended; keepers may be about to do the same. */
  static void clear() throws IOException {
    for (long pid : Namespaces.allPids()) {
      Matcher name = NAME.matcher(Namespaces.mounts(pid));
      if (name.find() && !isAlive(name)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent(), PREFIX + "*")) {
      entries.forEach(directories::add);
    }
    for (Path directory : directories) {
      Matcher name = NAME.matcher(directory.toString());
      if (name.find() && !isAlive(name)) {
        remove(directory);
      }
    }
  }

  private static boolean isAlive(Matcher name) {
    long owner = Long.parseLong(name.group(1));
    return ProcessHandle.of(owner).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void remove(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(directory)) {
      paths = new ArrayList<>(found.toList());
    } catch (NoSuchFileException | UncheckedIOException e) {
      return; // its keeper is at it
    }
    for (Path path : paths.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
