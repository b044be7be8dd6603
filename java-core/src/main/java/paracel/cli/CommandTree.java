package paracel.cli;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import paracel.base.ExitCode;
import paracel.base.Option;
import paracel.base.OptionException;
import paracel.base.OptionType;
import paracel.base.OptionValues;
import paracel.base.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Commands and options as a picocli model, which parses words and prints help. */
final class CommandTree {

  /** A command that the words name, and the values of its options. */
  record Call(Command command, OptionValues values) {}

  private final Console console;
  private final CommandLine root;
  private final Map<CommandSpec, Command> commands = new IdentityHashMap<>();

  CommandTree(List<Command> all, Console console) {
    this.console = console;
    CommandSpec spec = CommandSpec.create().name("paracel");
    spec.usageMessage()
        .description("A parameter server with bounded staleness for HPC clusters.")
        .footer(
            "",
            "Exit codes: 0 done, 1 failed in operation, 2 wrong usage or input, 3 diverged.",
            "'paracel COMMAND --help' explains a command; docs/OPTIONS.md is the reference.");
    addHelp(spec);
    spec.addOption(
        OptionSpec.builder("-V", "--version").description("print the version and end").build());
    all.forEach(command -> spec.addSubcommand(command.name(), specOf(command)));
    root = new CommandLine(spec);
  }

  private CommandSpec specOf(Command command) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(sentence(command.summary()))
        .abbreviateSynopsis(true)
        .sortOptions(false);
    addHelp(spec);
    for (Option<?> option : command.options()) {
      spec.addOption(optionSpec(option));
    }
    command.trailing().ifPresent(trailing -> addTrailing(spec, trailing));
    command.children().forEach(child -> spec.addSubcommand(child.name(), specOf(child)));
    commands.put(spec, command);
    return spec;
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }

  private static void addHelp(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("print this").build());
  }

  private static void addTrailing(CommandSpec spec, Option<List<String>> trailing) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(trailing.key().toUpperCase(Locale.ROOT))
            .arity("0..*")
            .hideParamSyntax(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(help(trailing))
            .build());
    spec.parser().stopAtPositional(true);
  }

  private static OptionSpec optionSpec(Option<?> option) {
    OptionSpec.Builder builder = OptionSpec.builder("--" + option.key()).description(help(option));
    OptionType.Values values = option.type().values();
    if (values == OptionType.Values.NONE) {
      return builder.arity("0").type(boolean.class).build();
    }
    return builder
        .arity(values == OptionType.Values.ONE ? "1" : "1..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(option.type().label())
        .hideParamSyntax(true)
        .build();
  }

  private static String help(Option<?> option) {
    String unit = option.unit().isEmpty() ? "" : ", in " + option.unit();
    boolean hasDefault =
        option.defaultValue() != null
            && option.type().values() == OptionType.Values.ONE
            && !option.defaultValue().equals(List.of());
    String value = hasDefault ? " [" + option.defaultValue() + "]" : "";
    return (option.description() + unit + value).replace("%", "%%");
  }

  /** Parses the words and runs the command that they name. */
  int run(String... words) throws Exception {
    Optional<Call> call = parse(List.of(words));
    return call.isPresent()
        ? call.get().command().run(call.get().values(), console)
        : ExitCode.DONE;
  }

  /** Parses the words; empty when they ask for help or version, which is printed. */
  Optional<Call> parse(List<String> words) throws UsageException {
    CommandLine.ParseResult parsed;
    try {
      parsed = root.parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new OptionException(message(e), e);
    }
    CommandLine.ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      if (deepest.isUsageHelpRequested()) {
        break;
      }
      deepest = deepest.subcommand();
    }
    CommandLine commandLine = deepest.commandSpec().commandLine();
    if (deepest.isUsageHelpRequested()) {
      commandLine.usage(console.out());
      return Optional.empty();
    }
    if (parsed.hasMatchedOption("--version")) {
      console.out().println("paracel " + Version.text());
      return Optional.empty();
    }
    Command command = commands.get(deepest.commandSpec());
    if (command == null || !command.children().isEmpty()) {
      throw new OptionException(missingWord(command));
    }
    return Optional.of(new Call(command, valuesOf(command, deepest)));
  }

  private String missingWord(Command command) {
    if (command == null) {
      return "which command? One of "
          + root.getSubcommands().keySet().stream().sorted().collect(Collectors.joining(", "))
          + "; 'paracel --help' explains them";
    }
    return command.name()
        + " what? One of "
        + command.children().stream().map(Command::name).collect(Collectors.joining(", "));
  }

  private static String message(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    var words = unmatched.getCommandLine().getSubcommands().keySet();
    String first = unmatched.getUnmatched().getFirst();
    boolean isWord = !words.isEmpty() && !first.startsWith("-");
    String message =
        isWord
            ? "there is no '" + first + "'; there are " + String.join(", ", new TreeSet<>(words))
            : e.getMessage();
    return unmatched.getSuggestions().isEmpty()
        ? message
        : message + "; did you mean " + String.join(", ", unmatched.getSuggestions()) + "?";
  }

  /** A mistyped option behind one that takes any text must not be taken for that text. */
  private static void refuseOptions(List<String> words, CommandLine commandLine)
      throws OptionException {
    for (String word : words) {
      if (word.startsWith("--")) {
        throw new OptionException(
            message(new CommandLine.UnmatchedArgumentException(commandLine, List.of(word))));
      }
    }
  }

  private static OptionValues valuesOf(Command command, CommandLine.ParseResult parsed)
      throws UsageException {
    List<Option<?>> all = new ArrayList<>(command.options());
    command.trailing().ifPresent(all::add);
    OptionValues.Builder builder = OptionValues.builder(all);
    for (Option<?> option : command.options()) {
      String flag = "--" + option.key();
      if (!parsed.hasMatchedOption(flag)) {
        continue;
      }
      if (option.type().values() == OptionType.Values.NONE) {
        builder.parse(option, List.of());
        continue;
      }
      List<String> words = parsed.matchedOptionValue(flag, List.<String>of());
      if (!option.type().takesFlags()) {
        refuseOptions(words, parsed.commandSpec().commandLine());
      }
      if (option.type().values() == OptionType.Values.ONE && words.size() > 1) {
        throw new OptionException(flag + ": given " + words.size() + " times");
      }
      builder.parse(option, words);
    }
    if (command.trailing().isPresent() && parsed.hasMatchedPositional(0)) {
      builder.set(command.trailing().get(), parsed.matchedPositionalValue(0, List.<String>of()));
    }
    return builder.build();
  }
}
