package paracel.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.data.BlockPlan;
import paracel.data.InputFiles;
import paracel.job.Job;
import paracel.job.JobResult;
import paracel.job.JobSpec;
import paracel.table.Consistency;

/** The program of the guide does what it says, and the guide shows it as it is. */
final class LeastSquaresTest {

  @Test
  void findsTheCoefficients(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("data.csv");
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(3 * a - 2 * b).append('\n');
    }
    Files.writeString(file, text);
    InputFiles input = InputFiles.resolve("input", List.of(file.toString()));
    JobResult result =
        Job.run(
            JobSpec.threads(3, 2, Consistency.ssp(2)).withInput(BlockPlan.of(input, 3)),
            index -> new LeastSquares());
    String[] found = result.report().metrics().get("w").toString().split("[\\[\\], ]+");
    assertEquals(3, Double.parseDouble(found[1]), 1e-6);
    assertEquals(-2, Double.parseDouble(found[2]), 1e-6);
  }

  @Test
  void theGuideShowsTheProgramAsItIs() throws Exception {
    Path root = Path.of(System.getProperty("paracel.root", ".."));
    String source =
        Files.readString(root.resolve("java-core/src/test/java/paracel/example/LeastSquares.java"));
    String shown = source.substring(source.indexOf("import java.util"));
    assertTrue(
        Files.readString(root.resolve("docs/GUIDE.md")).contains(shown.strip()),
        "docs/GUIDE.md shows another program than LeastSquares.java");
  }
}
