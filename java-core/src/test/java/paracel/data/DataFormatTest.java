package paracel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.base.UsageException;

class DataFormatTest {

  private static final List<Option<?>> OPTIONS =
      List.of(
          DataOptions.FORMAT, DataOptions.LABEL_COLUMN, DataOptions.HEADER, DataOptions.DELIMITER);

  @TempDir Path directory;

  @Test
  void theFormatIsToldByNameAndFirstLines() throws Exception {
    assertEquals("csv", format("a.csv", "1,2\n").name());
    assertEquals("csv", format("a.csv.gz", "1,2\n").name());
    assertEquals("libsvm", format("a.txt", "\n# rows\n 1 2:3\n").name());
    assertEquals("libsvm", format("a.gz", "-1 # none\n+1\n1 2:3\n").name());
    assertEquals("libsvm", format("a", "1 qid:7 2:3\n").name());
  }

  @Test
  void whatCannotBeToldIsAnError() throws Exception {
    for (String text : List.of("1,2,3\n", "1 2 3\n1 2:3\n", "1\n2\n", "\n", "cat\n1 2:3\n")) {
      UsageException e = assertThrows(UsageException.class, () -> format("a.txt", text));
      assertEquals(
          directory + "/a.txt: cannot tell the format; give --format libsvm or --format csv",
          e.getMessage());
    }
  }

  @Test
  void theOptionDecides() throws Exception {
    OptionValues csv =
        OptionValues.builder(OPTIONS)
            .parse(DataOptions.FORMAT, List.of("csv"))
            .parse(DataOptions.DELIMITER, List.of("tab"))
            .parse(DataOptions.LABEL_COLUMN, List.of("1"))
            .build();
    InputFiles input = TestText.input(TestText.write(directory, "a.txt", "1\t2:3\n4\t5\n"));
    UsageException e = assertThrows(UsageException.class, () -> DataFormat.of(input, csv));
    assertEquals(
        directory
            + "/a.txt:1:3: field 2 '2:3' is not a number (if the line has names, give --header)",
        e.getMessage());
    InputFiles sound = TestText.input(TestText.write(directory, "b.txt", "1\t2\n4\t5\n"));
    assertEquals(new CsvFormat((byte) '\t', 2, 0, List.of()), DataFormat.of(sound, csv));
  }

  @Test
  void optionsForCsvAreRefusedForLibsvm() throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, "a", "1 2:3\n"));
    OptionValues header = OptionValues.builder(OPTIONS).set(DataOptions.HEADER, true).build();
    assertEquals(
        "--header: is for CSV, but the input is LIBSVM",
        assertThrows(UsageException.class, () -> DataFormat.of(input, header)).getMessage());
  }

  @Test
  void delimitersAreChecked() throws Exception {
    OptionValues.Builder values = OptionValues.builder(OPTIONS);
    assertEquals(';', delimiter(values, ";"));
    assertEquals('|', delimiter(values, "|"));
    assertEquals('\t', delimiter(values, "tab"));
    for (String word : List.of("", ",,", "é", "1", ".", "-", "e", "\"", "\n")) {
      UsageException e = assertThrows(UsageException.class, () -> delimiter(values, word));
      assertEquals(
          "--delimiter: '" + word + "' is neither tab nor an ASCII character that no number has",
          e.getMessage());
    }
  }

  private static char delimiter(OptionValues.Builder values, String word) throws UsageException {
    return values.parse(DataOptions.DELIMITER, List.of(word)).build().get(DataOptions.DELIMITER);
  }

  private DataFormat format(String name, String text) throws Exception {
    InputFiles input = TestText.input(TestText.write(directory, name, text));
    return DataFormat.of(input, OptionValues.defaults(OPTIONS));
  }
}
