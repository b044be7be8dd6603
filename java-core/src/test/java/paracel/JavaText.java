package paracel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java source as TidyTest sees it.
 *
 * <p>Problem: rules are about code, and code in quotes or comments is not code. Idea: two further
 * views of the text in which what does not count is blanked, character by character, so that an
 * offset means the same line in all of them. Blocks are then found by matching braces; what opens a
 * block is told from the words before the brace. This is no parser: it is right for code that
 * compiles and is formatted in the usual way, and needs no more.
 */
final class JavaText {

  /** A method, constructor or initialiser: from the first line of its head to its last brace. */
  record Method(String name, int line, int lineCount) {}

  /** A static field that is not final. */
  record StaticField(String name, int line) {}

  private static final Pattern TYPE_HEAD =
      Pattern.compile("(^|[^\\w.])(class|interface|enum|record)\\s+\\w+");
  private static final Pattern NEW_BEFORE_PARENTHESES =
      Pattern.compile("\\bnew\\s+[\\w.@\\s]+(<[^()]*>)?\\s*$");
  private static final Pattern LAST_WORD = Pattern.compile("(\\w+)\\s*$");
  private static final Pattern STATIC = Pattern.compile("\\bstatic\\b");
  private static final Pattern FINAL = Pattern.compile("\\bfinal\\b");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^\\s*import\\s+(static\\s+)?([\\w.]+(\\.\\*)?)\\s*;");

  final String text;

  /** The text with strings and characters blanked; comments are there. */
  final String withoutStrings;

  /** The text with strings, characters and comments blanked. */
  final String code;

  private final List<Method> methods = new ArrayList<>();
  private final List<StaticField> staticFields = new ArrayList<>();

  JavaText(String text) {
    this.text = text;
    char[] noStrings = text.toCharArray();
    char[] onlyCode = text.toCharArray();
    blank(text, noStrings, onlyCode);
    withoutStrings = new String(noStrings);
    code = new String(onlyCode);
    findBlocks();
  }

  List<Method> methods() {
    return methods;
  }

  List<StaticField> staticFields() {
    return staticFields;
  }

  /** Empty for a source without a package. */
  String packageName() {
    Matcher matcher = PACKAGE.matcher(code);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** 1-based line of an offset. */
  int lineOf(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** Simple names that are imported and not mentioned again, be it in a comment. */
  Set<String> unusedImports() {
    Set<String> unused = new HashSet<>();
    Matcher matcher = IMPORT.matcher(code);
    StringBuilder rest = new StringBuilder(withoutStrings);
    Set<String> names = new HashSet<>();
    while (matcher.find()) {
      blankRange(rest, matcher.start(), matcher.end());
      names.add(matcher.group(2).substring(matcher.group(2).lastIndexOf('.') + 1));
    }
    for (String name : names) {
      if (!name.equals("*") && !Pattern.compile("\\b" + name + "\\b").matcher(rest).find()) {
        unused.add(name);
      }
    }
    return unused;
  }

  private static void blankRange(StringBuilder text, int start, int end) {
    for (int i = start; i < end; i++) {
      text.setCharAt(i, ' ');
    }
  }

  // ---- strings and comments ---------------------------------------------------------------------

  private static void blank(String text, char[] noStrings, char[] onlyCode) {
    int at = 0;
    while (at < text.length()) {
      int end;
      boolean isString = false;
      if (text.startsWith("//", at)) {
        end = endOf(text, "\n", at + 2) - 1;
      } else if (text.startsWith("/*", at)) {
        end = endOf(text, "*/", at + 2);
      } else if (text.startsWith("\"\"\"", at)) {
        end = endOfQuoted(text, "\"\"\"", at + 3);
        isString = true;
      } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
        end = endOfQuoted(text, text.substring(at, at + 1), at + 1);
        isString = true;
      } else {
        at++;
        continue;
      }
      end = Math.min(end, text.length());
      for (; at < end; at++) {
        if (text.charAt(at) != '\n') {
          onlyCode[at] = ' ';
          noStrings[at] = isString ? ' ' : noStrings[at];
        }
      }
    }
  }

  private static int endOf(String text, String mark, int from) {
    int at = text.indexOf(mark, from);
    return at < 0 ? text.length() + 1 : at + mark.length();
  }

  private static int endOfQuoted(String text, String quote, int from) {
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.startsWith(quote, at)) {
        return at + quote.length();
      }
    }
    return text.length();
  }

  // ---- blocks -----------------------------------------------------------------------------------

  /** What a brace has opened: a type's body, a method's, or anything else. */
  private static final class Block {
    final boolean isType;
    final String methodName;
    final int headStart;

    /** Where the head of the next statement in this block begins. */
    int nextHead;

    int openParentheses;

    Block(boolean isType, String methodName, int headStart, int nextHead) {
      this.isType = isType;
      this.methodName = methodName;
      this.headStart = headStart;
      this.nextHead = nextHead;
    }
  }

  private void findBlocks() {
    List<Block> open = new ArrayList<>();
    open.add(new Block(false, null, 0, 0));
    for (int at = 0; at < code.length(); at++) {
      Block block = open.getLast();
      switch (code.charAt(at)) {
        case '(' -> block.openParentheses++;
        case ')' -> block.openParentheses--;
        case ';' -> {
          if (block.openParentheses == 0) {
            noteField(block, at);
            block.nextHead = at + 1;
          }
        }
        case '{' -> open.add(opened(block, at));
        case '}' -> {
          if (open.size() > 1) {
            closed(open.removeLast(), at, open.getLast());
          }
        }
        default -> {}
      }
    }
  }

  private Block opened(Block outer, int at) {
    String head = code.substring(outer.nextHead, at);
    boolean isType = TYPE_HEAD.matcher(head).find() || endsWithNew(head);
    String methodName = null;
    if (outer.isType && !isType) {
      if (hasAssignment(head)) {
        noteField(outer, at);
      } else if (outer.openParentheses == 0) {
        methodName = nameOf(head);
      }
    }
    return new Block(isType, methodName, outer.nextHead, at + 1);
  }

  private void closed(Block block, int at, Block outer) {
    if (block.methodName != null) {
      int start = block.headStart;
      while (Character.isWhitespace(code.charAt(start))) {
        start++;
      }
      int line = lineOf(start);
      methods.add(new Method(block.methodName, line, lineOf(at) - line + 1));
    }
    if (outer.openParentheses == 0) {
      outer.nextHead = at + 1;
    }
  }

  private void noteField(Block block, int end) {
    if (!block.isType) {
      return;
    }
    String head = code.substring(block.nextHead, end);
    int assignment = assignmentAt(head);
    String declaration = assignment < 0 ? head : head.substring(0, assignment);
    if (STATIC.matcher(declaration).find()
        && !FINAL.matcher(declaration).find()
        && !declaration.contains("(")) {
      staticFields.add(new StaticField(nameOf(declaration), lineOf(block.nextHead + indent(head))));
    }
  }

  private static int indent(String head) {
    return head.length() - head.stripLeading().length();
  }

  private static boolean hasAssignment(String head) {
    return assignmentAt(head) >= 0;
  }

  /** Offset of the first '=' that is in no parentheses (an annotation's are), or -1. */
  private static int assignmentAt(String head) {
    int depth = 0;
    for (int at = 0; at < head.length(); at++) {
      char c = head.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '=' && depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** Whether the head ends with {@code new Name(...)}: then the brace opens a class's body. */
  private static boolean endsWithNew(String head) {
    int open = lastParentheses(head);
    return open >= 0
        && head.stripTrailing().endsWith(")")
        && NEW_BEFORE_PARENTHESES.matcher(head.substring(0, open)).find();
  }

  /** Offset at which the last pair of parentheses opens, or -1. */
  private static int lastParentheses(String head) {
    int depth = 0;
    for (int at = head.lastIndexOf(')'); at >= 0; at--) {
      char c = head.charAt(at);
      depth += c == ')' ? 1 : c == '(' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return -1;
  }

  private static String nameOf(String head) {
    int open = lastParentheses(head);
    Matcher matcher = LAST_WORD.matcher(open < 0 ? head : head.substring(0, open));
    return matcher.find() ? matcher.group(1) : "initialiser";
  }
}
