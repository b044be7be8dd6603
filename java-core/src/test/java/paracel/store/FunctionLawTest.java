package paracel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paracel.fabric.PeerLostException;
import paracel.job.Job;
import paracel.server.ServerSettings;
import paracel.table.RefusalException.Reason;
import paracel.table.TableSpec;
import paracel.table.Value;
import paracel.worker.KeyList;
import paracel.worker.KeyValueTable;
import paracel.worker.RequestRefusedException;

/** The user's functions at the parameter ranks: what they can do, and what they cannot break. */
@Timeout(120)
final class FunctionLawTest {

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void functionsUpdateAndRemove(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        2,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"), TableSpec.keyValue("v"));
          KeyValueTable n = worker.keyValue("n");
          byte[] a = StoreJob.key("a");
          assertEquals(Value.of(6), n.update(a, Value.of(6), Functions.Multiply.class));
          assertEquals(Value.of(42), n.update(a, Value.of(7), Functions.Multiply.class));
          KeyValueTable v = worker.keyValue("v");
          v.write(a, Value.of(3));
          assertNull(v.update(a, Value.of(0), Functions.Multiply.class), "it removes the key");
          assertNull(v.read(a));
          Value[] texts = {Value.of("x"), Value.of("y")};
          assertEquals(
              Value.of("xy"),
              v.updateMulti(KeyList.of("a", "a"), texts, Functions.Append.class)[1]);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shm", "sim"})
  void whatAFunctionThrowsRefusesTheRequestOnly(String fabric) throws Exception {
    StoreJob.run(
        fabric,
        1,
        2,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"));
          KeyValueTable n = worker.keyValue("n");
          KeyList keys = KeyList.of("a", "b", "c", "a");
          n.updateMulti(keys, new long[] {1, 2, 3, 4}, null);
          Value[] deltas = {Value.of(1), Value.of(1), Value.of(1), Value.of(-1)};
          RequestRefusedException refused =
              refusal(() -> n.updateMulti(keys, deltas, Functions.Fussy.class));
          assertEquals(Reason.FUNCTION_FAILED, refused.reason());
          assertTrue(refused.getMessage().contains("I do not take -1"), refused.getMessage());
          assertTrue(refused.getMessage().contains("Functions$Fussy"), refused.getMessage());
          assertEquals(5, n.getLong("a", 0), "its rank has changed nothing");
          byte[] a = StoreJob.key("a");
          assertEquals(
              Reason.FUNCTION_FAILED,
              refusal(() -> n.update(a, Value.of(1), Functions.Deep.class)).reason());
          assertEquals(
              Reason.FUNCTION_FAILED,
              refusal(() -> n.update(a, Value.of(1), Functions.Hidden.class)).reason());
          assertEquals(
              Reason.WRONG_TYPE,
              refusal(() -> n.update(a, Value.of(1), ToText.class)).reason(),
              "a table of longs holds longs");
          long size = n.size();
          RequestRefusedException thrown =
              refusal(() -> n.removeWhere(Functions.ThrowsAt.class, Value.of(5)));
          assertTrue(thrown.getMessage().contains("not this one"), thrown.getMessage());
          assertTrue(n.contains(a), "none or all at a parameter rank");
          assertTrue(n.size() <= size);
          assertEquals(6, n.update(a, 1), "the rank goes on");
        });
  }

  /** Makes text of numbers. */
  public static final class ToText implements paracel.table.UpdateFunction {
    @Override
    public Value apply(byte[] key, Value old, Value delta) {
      return Value.of(old + "+" + delta);
    }
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void onlyFunctionsAreMade() throws Exception {
    StoreJob.run(
        "local",
        1,
        1,
        worker -> {
          worker.openTables(TableSpec.keyLong("n"));
          KeyValueTable n = worker.keyValue("n");
          byte[] a = StoreJob.key("a");
          n.write(a, 1);
          Class wrong = java.util.ArrayList.class;
          RequestRefusedException refused = refusal(() -> n.update(a, Value.of(1), wrong));
          assertTrue(refused.getMessage().contains("does not implement"), refused.getMessage());
          assertEquals(1, n.getLong(a, 0));
        });
  }

  @Test
  void aRequestThatTakesTooLongIsRefused() throws Exception {
    ServerSettings settings = ServerSettings.DEFAULT.withFunctionTimeout(50_000_000);
    Job.run(
        StoreJob.spec("local", 1, 1).withServers(settings),
        index ->
            worker -> {
              worker.openTables(TableSpec.keyLong("n"));
              KeyValueTable n = worker.keyValue("n");
              for (int i = 0; i < 70; i++) { // 140 ms
                n.push("k" + i, i);
              }
              worker.tick();
              RequestRefusedException refused =
                  refusal(() -> n.readWhere(Functions.Slow.class, null));
              assertTrue(refused.getMessage().contains("--function-timeout"), refused.getMessage());
              assertEquals(70, n.size());
            });
  }

  @Test
  void aFunctionThatDoesNotReturnIsNamed() {
    ServerSettings settings = ServerSettings.DEFAULT.withFunctionTimeout(100_000_000);
    PeerLostException lost =
        assertThrows(
            PeerLostException.class,
            () ->
                Job.run(
                    StoreJob.spec("local", 1, 1).withServers(settings),
                    index ->
                        worker -> {
                          worker.openTables(TableSpec.keyLong("n"));
                          KeyValueTable n = worker.keyValue("n");
                          n.write(StoreJob.key("a"), 1);
                          n.update(StoreJob.key("a"), Value.of(1), Functions.Endless.class);
                        }));
    assertTrue(lost.getMessage().contains("lost"), lost.getMessage());
  }

  private static RequestRefusedException refusal(KeyValueLawTest.Refused call) {
    return KeyValueLawTest.refusal(call);
  }
}
