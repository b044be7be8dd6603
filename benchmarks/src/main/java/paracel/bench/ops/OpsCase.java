package paracel.bench.ops;

import paracel.fabric.FabricException;
import paracel.worker.Completion;

/**
 * One kind of call that is measured.
 *
 * @param table dense, sparse or keyvalue
 * @param op its name in the results
 * @param doubles numbers that a call reads or changes
 * @param call makes one call
 */
record OpsCase(String table, String op, int doubles, Call call) {

  /** Makes a call on a table. */
  @FunctionalInterface
  interface Call {
    /**
     * @param number of the call, 0, 1, ...; after 2^31 calls 0 again
     * @return what it completes, or null for a call that is over when this returns
     */
    Completion<?> make(int number) throws FabricException;
  }

  /** A call that is over when it returns. */
  @FunctionalInterface
  interface Step {
    void make(int number) throws FabricException;
  }

  static OpsCase of(String table, String op, int doubles, Step step) {
    return new OpsCase(
        table,
        op,
        doubles,
        number -> {
          step.make(number);
          return null;
        });
  }
}
