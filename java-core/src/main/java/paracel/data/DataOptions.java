package paracel.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import paracel.base.Option;
import paracel.base.OptionType;

/** Options of whatever reads data. */
public final class DataOptions {

  public static final Option<List<String>> INPUT =
      Option.ofPaths("input", "files, directories or globs to read; .gz is decompressed");

  public static final Option<List<String>> TEST =
      Option.ofPaths("test", "files, directories or globs on which the result is tested");

  /** {@code auto} goes by the file name and the first lines. */
  public static final Option<String> FORMAT =
      Option.ofChoice(
          "format",
          "auto",
          List.of("auto", "libsvm", "csv"),
          "how rows are written: 'label index:value ...' or numbers between delimiters");

  public static final Option<String> LABEL_COLUMN =
      Option.ofText(
          "label-column",
          null,
          "CSV field with the label: its name in the header, its number from 1, or 'none';"
              + " the last field when absent");

  public static final Option<Boolean> HEADER =
      Option.ofFlag("header", "the first line of each CSV file has the names of the fields");

  public static final Option<Character> DELIMITER =
      new Option<>(
          "delimiter",
          new OptionType<>(
              "CHAR|tab", OptionType.Values.ONE, words -> parseDelimiter(words.getFirst())),
          ',',
          "",
          "what is between CSV fields");

  /** Used with {@link TokenScanner}. */
  public static final Option<String> PATTERN =
      Option.ofText("pattern", TokenScanner.DEFAULT_PATTERN, "Java regular expression of a word");

  /** Used with {@link TokenScanner}. */
  public static final Option<Boolean> LOWERCASE =
      Option.ofFlag("lowercase", "make A-Z lower case before words are looked for");

  private DataOptions() {}

  private static char parseDelimiter(String word) {
    if (word.equals("tab")) {
      return '\t';
    }
    boolean single = word.length() == 1 && StandardCharsets.US_ASCII.newEncoder().canEncode(word);
    if (!single || word.matches("[-+.eE0-9\"\\r\\n\\x00]")) {
      throw new IllegalArgumentException(
          "'" + word + "' is neither tab nor an ASCII character that no number has");
    }
    return word.charAt(0);
  }
}
