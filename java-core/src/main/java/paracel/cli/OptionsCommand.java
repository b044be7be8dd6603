package paracel.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionValues;
import paracel.job.JobOptions;
import paracel.worker.Solver;

/** {@code paracel options}: the reference of all options; {@code docs/OPTIONS.md} is its output. */
public final class OptionsCommand implements Command {

  @Override
  public String name() {
    return "options";
  }

  @Override
  public String summary() {
    return "print the reference of all options, in Markdown";
  }

  @Override
  public int run(OptionValues values, Console console) {
    console.out().print(reference());
    return ExitCode.DONE;
  }

  /** The whole reference. */
  static String reference() {
    StringBuilder text = new StringBuilder("# Options\n\n");
    text.append("Made by `./paracel options`.\n\n## Every job: `paracel run SOLVER`\n\n");
    table(text, JobOptions.ALL);
    for (Solver solver : RunCommand.solvers()) {
      section(text, "run " + solver.name(), solver.summary(), solver.options());
    }
    for (Command command : Main.commands()) {
      if (!command.options().isEmpty()) {
        section(text, command.name(), command.summary(), command.options());
      }
      if (command instanceof RunCommand) {
        continue; // its children are the solvers above
      }
      for (Command child : command.children()) {
        section(text, command.name() + " " + child.name(), child.summary(), child.options());
      }
    }
    return text.toString();
  }

  private static void section(
      StringBuilder text, String name, String summary, List<Option<?>> options) {
    text.append("\n## `paracel ").append(name).append("`\n\n");
    text.append(Character.toUpperCase(summary.charAt(0))).append(summary.substring(1));
    text.append(".\n\n");
    table(text, options);
  }

  private static void table(StringBuilder text, List<Option<?>> options) {
    text.append("| option | default | unit | meaning |\n|---|---|---|---|\n");
    Set<String> seen = new HashSet<>();
    for (Option<?> option : options) {
      if (!seen.add(option.key())) {
        throw new IllegalStateException("--" + option.key() + " is there twice");
      }
      String label = option.type().label();
      text.append("| `--").append(option.key());
      text.append(label.isEmpty() ? "" : " " + label.replace("|", "\\|"));
      text.append("` | ").append(defaultText(option));
      text.append(" | ").append(option.unit());
      text.append(" | ").append(option.description().replace("|", "\\|")).append(" |\n");
    }
  }

  private static String defaultText(Option<?> option) {
    return switch (option.defaultValue()) {
      case null -> "";
      case Boolean flag -> "";
      case List<?> list -> "";
      case Object value -> "`" + value.toString().replace("|", "\\|") + "`";
    };
  }
}
