package paracel.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import paracel.base.Check;
import paracel.base.UsageException;

/** The regular files of an input, sorted by name, each once. Immutable. */
public final class InputFiles {

  private final List<InputFile> files;
  private final long totalBytes;

  private InputFiles(List<InputFile> files) {
    this.files = List.copyOf(files);
    this.totalBytes = files.stream().mapToLong(InputFile::sizeBytes).sum();
  }

  /** Files that are known already, in this order. */
  public static InputFiles of(List<InputFile> files) {
    return new InputFiles(files);
  }

  /**
   * Finds the files that a user named: files, directories (all files below them, but hidden ones),
   * and globs. In a glob {@code **} between slashes stands for any number of directories, and a
   * leading dot is matched only by a dot. A file that is named twice, also by a link, is taken
   * once.
   *
   * @param optionKey key of the option that has the words, for messages
   * @throws UsageException naming the word, when it names nothing, something that cannot be read,
   *     or when all files together are empty
   */
  public static InputFiles resolve(String optionKey, List<String> words)
      throws UsageException, IOException {
    String flag = "--" + optionKey;
    if (words.isEmpty()) {
      throw new UsageException(flag + ": no file is given");
    }
    List<Path> paths = new ArrayList<>();
    for (String word : words) {
      paths.addAll(resolveWord(flag, word));
    }
    paths.sort(Comparator.comparing(Path::toString));
    Set<Path> known = new HashSet<>();
    List<InputFile> files = new ArrayList<>();
    for (Path path : paths) {
      if (known.add(path.toRealPath())) {
        files.add(new InputFile(path, Files.size(path)));
      }
    }
    if (!hasText(files)) {
      throw new UsageException(flag + ": '" + String.join("' '", words) + "' is empty");
    }
    return new InputFiles(files);
  }

  public List<InputFile> files() {
    return files;
  }

  /** Sum of the file sizes, compressed where files are. */
  public long totalBytes() {
    return totalBytes;
  }

  /**
   * A number that is equal for equal file names and sizes in equal order, and hardly ever
   * otherwise. Ranks compare it before they trust each other's plan.
   */
  public long fingerprint() {
    long hash = 0;
    for (InputFile file : files) {
      hash = mix(hash ^ file.sizeBytes());
      String name = file.path().toString();
      for (int i = 0; i < name.length(); i++) {
        hash = mix(hash ^ name.charAt(i));
      }
    }
    return hash;
  }

  private static long mix(long hash) {
    long h = (hash + 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
    return h ^ (h >>> 32);
  }

  private static List<Path> resolveWord(String flag, String word)
      throws UsageException, IOException {
    if (word.isEmpty()) {
      throw new UsageException(flag + ": '' is not a path");
    }
    Path path;
    try {
      path = Path.of(word);
    } catch (InvalidPathException e) {
      throw new UsageException(flag + ": '" + word + "' is not a path", e);
    }
    if (!Files.exists(path) && Glob.isGlob(word)) {
      return resolveGlob(flag, word);
    }
    return resolvePath(flag, word, path);
  }

  private static List<Path> resolveGlob(String flag, String word)
      throws UsageException, IOException {
    List<Path> matches = Glob.parse(flag, word).matches();
    if (matches.isEmpty()) {
      throw new UsageException(flag + ": no file matches '" + word + "'");
    }
    List<Path> found = new ArrayList<>();
    for (Path match : matches) {
      if (Files.isDirectory(match)) {
        collect(flag, word, match, found);
      } else {
        found.add(readable(flag, word, match));
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(flag + ": no file matches '" + word + "'");
    }
    return found;
  }

  private static List<Path> resolvePath(String flag, String word, Path path)
      throws UsageException, IOException {
    if (!Files.exists(path)) {
      throw new UsageException(flag + ": there is no file '" + word + "'");
    }
    if (!Files.isDirectory(path)) {
      return List.of(readable(flag, word, path));
    }
    List<Path> found = new ArrayList<>();
    collect(flag, word, path, found);
    if (found.isEmpty()) {
      throw new UsageException(flag + ": directory '" + word + "' has no files");
    }
    return found;
  }

  /** Adds all files below a directory; those that cannot be read are errors, not left out. */
  private static void collect(String flag, String word, Path directory, List<Path> found)
      throws UsageException, IOException {
    if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new UsageException(flag + ": " + named(word, directory) + " cannot be read");
    }
    Path real = directory.toRealPath();
    for (Path child : Glob.children(directory)) {
      if (Glob.isHidden(child)) {
        continue;
      }
      if (!Files.isDirectory(child)) {
        found.add(readable(flag, word, child));
      } else if (real.startsWith(child.toRealPath())) {
        throw new UsageException(
            flag + ": " + named(word, child) + " is a link to a directory above it",
            new FileSystemLoopException(child.toString()));
      } else {
        collect(flag, word, child, found);
      }
    }
  }

  private static Path readable(String flag, String word, Path path) throws UsageException {
    if (!Files.exists(path)) {
      throw new UsageException(flag + ": " + named(word, path) + " is a link to nothing");
    }
    if (!Files.isRegularFile(path)) {
      throw new UsageException(flag + ": " + named(word, path) + " is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw new UsageException(flag + ": " + named(word, path) + " cannot be read");
    }
    return path;
  }

  private static String named(String word, Path path) {
    String name = "'" + path + "'";
    return word.equals(path.toString()) ? name : name + " (of '" + word + "')";
  }

  /** Whether any file has a byte of text: an archive of nothing is not empty, but has none. */
  private static boolean hasText(List<InputFile> files) throws UsageException, IOException {
    for (InputFile file : files) {
      if (file.sizeBytes() > 0 && (!file.isGzip() || hasCompressedText(file))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasCompressedText(InputFile file) throws UsageException, IOException {
    try (InputStream raw = Files.newInputStream(file.path());
        InputStream text = new GZIPInputStream(raw)) {
      return text.read() >= 0;
    } catch (ZipException | EOFException e) {
      throw ByteSource.damaged(file, e);
    }
  }

  /** First file that has bytes. */
  InputFile firstWithBytes() {
    for (InputFile file : files) {
      if (file.sizeBytes() > 0) {
        return file;
      }
    }
    Check.state(false, "an input without bytes was accepted");
    return null;
  }
}
