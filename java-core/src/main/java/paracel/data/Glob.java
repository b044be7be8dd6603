package paracel.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import paracel.base.UsageException;

/**
 * A path with wildcards, matched name by name from the top, so that only directories which can
 * match are listed. {@code **} as a whole name stands for any number of directories.
 */
final class Glob {

  private static final String ANY_DEPTH = "**";

  private final Path root;
  private final List<String> names;
  private final List<PathMatcher> matchers;

  private Glob(Path root, List<String> names, List<PathMatcher> matchers) {
    this.root = root;
    this.names = names;
    this.matchers = matchers;
  }

  static boolean isGlob(String word) {
    return word.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /**
   * @throws UsageException when the word is not a glob, for example has an open bracket
   */
  static Glob parse(String flag, String word) throws UsageException {
    List<String> names = new ArrayList<>();
    List<PathMatcher> matchers = new ArrayList<>();
    for (String name : word.split("/")) {
      if (name.isEmpty()) {
        continue;
      }
      names.add(name);
      try {
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + name));
      } catch (PatternSyntaxException e) {
        throw new UsageException(flag + ": '" + word + "' is not a glob: " + e.getDescription(), e);
      }
    }
    return new Glob(Path.of(word.startsWith("/") ? "/" : ""), names, matchers);
  }

  /** Files and directories that match. */
  List<Path> matches() throws IOException {
    Set<Path> level = new LinkedHashSet<>(List.of(root));
    for (int depth = 0; depth < names.size(); depth++) {
      Set<Path> next = new LinkedHashSet<>();
      for (Path path : level) {
        step(path, depth, next);
      }
      level = next;
    }
    return List.copyOf(level);
  }

  private void step(Path path, int depth, Set<Path> next) throws IOException {
    String name = names.get(depth);
    if (name.equals(ANY_DEPTH)) {
      boolean last = depth == names.size() - 1;
      addBelow(path, next);
      if (last) {
        next.remove(path);
      }
    } else if (!isGlob(name)) {
      Path child = path.resolve(name);
      if (Files.exists(child)) {
        next.add(child);
      }
    } else {
      for (Path child : children(path)) {
        boolean dotted = name.startsWith(".") || !isHidden(child);
        if (dotted && matchers.get(depth).matches(child.getFileName())) {
          next.add(child);
        }
      }
    }
  }

  private static void addBelow(Path directory, Set<Path> found) throws IOException {
    found.add(directory);
    for (Path child : children(directory)) {
      if (!isHidden(child) && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        addBelow(child, found);
      }
    }
  }

  /** What a directory has in it; nothing where it is none or cannot be read. */
  static List<Path> children(Path directory) throws IOException {
    boolean working = directory.toString().isEmpty();
    Path listed = working ? Path.of(".") : directory;
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(listed) && Files.isReadable(listed)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(listed)) {
        for (Path child : stream) {
          found.add(working ? child.getFileName() : child);
        }
      }
    }
    return found;
  }

  static boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }
}
