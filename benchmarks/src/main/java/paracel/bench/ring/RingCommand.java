package paracel.bench.ring;

import java.util.List;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.cli.Command;
import paracel.cli.Console;

/** {@code paracel bench ring}: messages from one JVM to another, through shared memory. */
public final class RingCommand implements Command {

  static final Option<Double> SECONDS =
      Option.ofDouble("seconds", 2.0, 0.01, 600, "s", "duration of each measurement");
  static final Option<Integer> ROUNDS =
      Option.ofInt("rounds", 5, 1, 1000, "", "measurements of each kind, in turn");
  static final Option<Boolean> COMPARE = Option.ofFlag("compare", "measure Aeron IPC, too");
  static final Option<Boolean> JSON = Option.ofFlag("json", "print one JSON object");

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public String summary() {
    return "time messages from one process to another through a ring in shared memory";
  }

  @Override
  public List<Option<?>> options() {
    return List.of(SECONDS, ROUNDS, COMPARE, JSON);
  }

  @Override
  public int run(OptionValues values, Console console) throws Exception {
    RingComparison comparison =
        new RingComparison(
            values.get(COMPARE) ? List.of(RingTransport.values()) : List.of(RingTransport.RING),
            values.get(SECONDS),
            values.get(ROUNDS),
            line -> console.err().println("paracel: " + line));
    comparison.run();
    if (values.get(JSON)) {
      console.out().println(comparison.json());
    } else {
      comparison.table(console.out());
    }
    return ExitCode.DONE;
  }
}
