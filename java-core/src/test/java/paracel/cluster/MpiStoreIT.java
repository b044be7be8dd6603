package paracel.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paracel.store.StoreMain;

/** The tests of the store, whose ranks are processes that reach each other by MPI. */
@Timeout(180)
class MpiStoreIT {

  private static final long SECONDS = 90;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "4, KeyValueLawTest valuesOfEveryTypeComeBack mpi",
    "4, KeyValueLawTest veryLargeValuesAndResultsTravelInParts mpi",
    "3, KeyValueLawTest numbersHaveEveryOperation mpi",
    "3, KeyValueLawTest listsHaveEveryOperation mpi",
    "3, KeyValueLawTest keysGivenTwiceAndEmptyLists mpi",
    "4, KeyValueLawTest manyEntriesAreChosenAtTheParameterRanks mpi",
    "2, KeyValueLawTest wrongTypesAreRefusedAndChangeNothing mpi",
    "3, FunctionLawTest functionsUpdateAndRemove mpi",
    "3, FunctionLawTest whatAFunctionThrowsRefusesTheRequestOnly mpi",
    "5, RowLawTest sparseRowsAreCreatedByPushes mpi ssp",
    "3, RowLawTest rowsLongerThanARecordAndManyRows mpi",
    "5, RowLawTest denseRowsGoWhereTheirPlacementSays mpi RING",
    "4, StoreEdgesTest actionsMayCallAndWaitThemselves mpi",
    "2, StoreEdgesTest theStoreRefusesBeyondItsBudgetAndSaysHowMuchItHolds mpi"
  })
  void operationsDoWhatTheyDoAmongThreads(int ranks, String test) throws Exception {
    List<String> command = MpiRun.java(StoreMain.class, test.split(" "));
    try (MpiRun run = MpiRun.start(directory, List.of("-n", "" + ranks), command)) {
      assertEquals(0, run.exitCode(SECONDS), () -> run.out() + run.err());
      assertEquals(ranks, run.out().split(StoreMain.PASSED, -1).length - 1, run.out());
    }
  }
}
