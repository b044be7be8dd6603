package paracel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of TidyTest as functions of a source's text, so that each can be shown to fail. A rule
 * gives one sentence per offence, {@code line: what}; the caller puts the file's name before it.
 */
final class TidyRules {

  static final int FILE_LINES_MAX = 500;
  static final int LINE_COLUMNS_MAX = 100;
  static final int METHOD_LINES_MAX = 70;

  /** A word, where it is looked for, and what to do instead. */
  private record BannedWord(Pattern pattern, boolean inComments, boolean inTests, String instead) {}

  private static final List<BannedWord> BANNED_WORDS =
      List.of(
          banned("TODO|FIXME|XXX", true, true, "do it, or write an issue"),
          banned("(?i:backends?)", true, true, "the glossary says provider"),
          banned("(?i:trainers?)", true, true, "the glossary says worker"),
          banned(
              "printStackTrace(?=\\(\\))",
              false,
              true,
              "report it once, where the error is decided"),
          banned("ThreadLocal", false, false, "a whole job of ranks must run in one JVM"));

  private static final Pattern EXIT = Pattern.compile("\\bSystem\\s*\\.\\s*exit\\b");
  private static final Pattern OUR_NAMES = Pattern.compile("(?<![\\w.])paracel(\\.\\w+)+");
  private static final Pattern DISNI = Pattern.compile("(?<![\\w.])com\\.ibm\\.disni\\b");
  private static final Pattern DEVELOPER_PATH =
      Pattern.compile("(?<![\\w.$}*])/(home|root|work|Users)/\\w|\\b[A-Z]:\\\\\\\\?Users\\b");

  private TidyRules() {}

  private static BannedWord banned(
      String words, boolean inComments, boolean inTests, String instead) {
    Pattern pattern = Pattern.compile("\\b(" + words + ")\\b");
    return new BannedWord(pattern, inComments, inTests, instead);
  }

  // ---- layers -----------------------------------------------------------------------------------

  /**
   * Reads a table of layers: a line is {@code package -> packages or types}, all without the prefix
   * {@code paracel.}; {@code x.*} stands for x and all below it, {@code everything} for itself.
   */
  static Map<String, Set<String>> layers(String table) {
    Map<String, Set<String>> layers = new TreeMap<>();
    for (String line : table.strip().lines().toList()) {
      String[] sides = line.split("->", -1);
      Set<String> allowed = new TreeSet<>(Arrays.asList(sides[1].strip().split("[,\\s]+")));
      allowed.remove("");
      for (String name : sides[0].strip().split("[,\\s]+")) {
        layers.put(name, allowed);
      }
    }
    return layers;
  }

  /** What the source mentions although its package must not, and packages that no rule names. */
  static List<String> layerOffences(JavaText source, Map<String, Set<String>> layers) {
    String own = withoutPrefix(source.packageName());
    String layer = layerOf(own, layers.keySet());
    if (layer == null) {
      return List.of("1: package paracel." + own + " is in no rule: add it to TidyTest.LAYERS");
    }
    List<String> offences = new ArrayList<>();
    Matcher matcher = OUR_NAMES.matcher(source.code);
    while (matcher.find()) {
      String type = withoutPrefix(typeOf(matcher.group()));
      String used = packageOf(type);
      boolean isOwn = used.equals(own) || matches(layer, used);
      boolean isPackageLine = source.code.startsWith("package", lineStart(source.code, matcher));
      if (!isOwn && !isPackageLine && !allows(layers.get(layer), used, type)) {
        offences.add(
            "%d: paracel.%s must not use paracel.%s"
                .formatted(source.lineOf(matcher.start()), own, type));
      }
    }
    return offences;
  }

  private static int lineStart(String code, Matcher matcher) {
    return code.lastIndexOf('\n', matcher.start()) + 1;
  }

  private static boolean allows(Set<String> allowed, String used, String type) {
    return allowed.contains("everything")
        || allowed.contains(type)
        || allowed.stream().anyMatch(rule -> matches(rule, used));
  }

  private static boolean matches(String rule, String name) {
    if (!rule.endsWith(".*")) {
      return rule.equals(name);
    }
    String top = rule.substring(0, rule.length() - 2);
    return name.equals(top) || name.startsWith(top + ".");
  }

  /** The longest, so the most particular, rule that matches; null when there is none. */
  private static String layerOf(String name, Set<String> rules) {
    return rules.stream()
        .filter(rule -> matches(rule, name))
        .max(Comparator.comparingInt(String::length))
        .orElse(null);
  }

  /** Cuts {@code paracel.a.b.Type.member} behind the type, and leaves a package as it is. */
  private static String typeOf(String name) {
    StringBuilder type = new StringBuilder();
    for (String word : name.split("\\.")) {
      type.append(type.isEmpty() ? "" : ".").append(word);
      if (Character.isUpperCase(word.charAt(0))) {
        break;
      }
    }
    return type.toString();
  }

  private static String packageOf(String type) {
    int dot = type.lastIndexOf('.');
    if (!Character.isUpperCase(type.charAt(dot + 1))) {
      return type;
    }
    return dot < 0 ? "" : type.substring(0, dot);
  }

  private static String withoutPrefix(String name) {
    return name.startsWith("paracel.") ? name.substring("paracel.".length()) : name;
  }

  static List<String> disniOffences(JavaText source) {
    return source.packageName().equals("paracel.rdma")
        ? List.of()
        : found(source, source.code, DISNI, "only paracel.rdma uses ");
  }

  // ---- words ------------------------------------------------------------------------------------

  static List<String> wordOffences(JavaText source, boolean isTest) {
    List<String> offences = new ArrayList<>();
    for (BannedWord word : BANNED_WORDS) {
      if (word.inTests() || !isTest) {
        String text = word.inComments() ? source.withoutStrings : source.code;
        for (String offence : found(source, text, word.pattern(), "")) {
          offences.add(offence + ": " + word.instead());
        }
      }
    }
    boolean mayExit = isTest || source.packageName().equals("paracel.cli");
    if (!mayExit) {
      offences.addAll(found(source, source.code, EXIT, "only paracel.cli ends the JVM: "));
    }
    return offences;
  }

  static List<String> developerPathOffences(JavaText source) {
    return found(source, source.text, DEVELOPER_PATH, "path of a developer's machine: ");
  }

  static List<String> unusedImportOffences(JavaText source) {
    return source.unusedImports().stream().sorted().map(name -> "import unused: " + name).toList();
  }

  private static List<String> found(JavaText source, String text, Pattern pattern, String message) {
    List<String> offences = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      offences.add(source.lineOf(matcher.start()) + ": " + message + matcher.group());
    }
    return offences;
  }

  // ---- form -------------------------------------------------------------------------------------

  static List<String> formOffences(String text) {
    List<String> offences = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      int columns = line.codePointCount(0, line.length());
      if (columns > LINE_COLUMNS_MAX && !line.startsWith("import ")) {
        offences.add((i + 1) + ": " + columns + " columns, at most " + LINE_COLUMNS_MAX);
      }
      if (line.indexOf('\t') >= 0) {
        offences.add((i + 1) + ": tab");
      }
      if (line.indexOf('\r') >= 0) {
        offences.add((i + 1) + ": carriage return");
      }
    }
    if (!text.endsWith("\n")) {
      offences.add(lines.length + ": no newline at the end");
    }
    int lineCount = lines.length - (text.endsWith("\n") ? 1 : 0);
    if (lineCount > FILE_LINES_MAX) {
      offences.add(lineCount + ": the file's lines, at most " + FILE_LINES_MAX);
    }
    return offences;
  }

  static List<String> methodOffences(JavaText source) {
    return source.methods().stream()
        .filter(method -> method.lineCount() > METHOD_LINES_MAX)
        .map(
            method ->
                "%d: %s has %d lines, at most %d"
                    .formatted(method.line(), method.name(), method.lineCount(), METHOD_LINES_MAX))
        .toList();
  }

  static List<String> staticFieldOffences(JavaText source) {
    return source.staticFields().stream()
        .map(field -> field.line() + ": static and not final: " + field.name())
        .toList();
  }

  /** Of a package-info.java. */
  static List<String> packageInfoOffences(JavaText source) {
    int end = source.code.indexOf("package ");
    boolean isDocumented = end > 0 && source.text.substring(0, end).contains("/**");
    return isDocumented ? List.of() : List.of("1: no Javadoc before the package");
  }
}
