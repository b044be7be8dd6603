package paracel.job.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import paracel.base.ExitCode;

/**
 * What a job has come to, from the reports of its ranks. The end of mpirun decides only where no
 * rank has reported: mpirun ends with 0 although a rank has died when it lets the others live on,
 * and with 137 when a rank has died and the others have told so.
 *
 * @param exitCode of the job
 * @param message for the user, beside what ranks and mpirun have said; null without
 */
public record Outcome(int exitCode, String message) {

  private static final int WORDS_MAX = 400;

  private static final Pattern KILLED =
      Pattern.compile("process rank (\\d+) .*on node (\\S+) exited on (signal \\d+[^\\n.]*)");
  private static final Pattern EXITED =
      Pattern.compile("Process name: \\[\\[[^\\]]*\\],\\s*(\\d+)\\]\\s+Exit code:\\s+(\\d+)");

  /**
   * Decides.
   *
   * @param hasBegun whether any rank has
   * @param reported exit codes by rank
   * @param mpirunCode exit code of mpirun
   * @param said what has come on stderr
   */
  static Outcome of(
      LaunchPlan plan,
      boolean hasBegun,
      Map<Integer, Integer> reported,
      int mpirunCode,
      String said) {
    List<Integer> silent =
        IntStream.range(0, plan.ranks()).filter(r -> !reported.containsKey(r)).boxed().toList();
    Map<Integer, String> ends = endsIn(said);
    ends.keySet().retainAll(silent);
    int worst = worst(reported.values());
    if (worst != ExitCode.DONE) {
      // mpirun has ended the other ranks without a report, unless it lets them live on
      List<Integer> died = plan.enablesRecovery() ? silent : List.copyOf(ends.keySet());
      return new Outcome(worst, died.isEmpty() ? null : died(plan, died, ends));
    }
    if (silent.isEmpty()) {
      return new Outcome(ExitCode.DONE, null);
    }
    if (ends.isEmpty() && !hasBegun) {
      return new Outcome(ExitCode.FAILED, noRank(plan, mpirunCode, said));
    }
    List<Integer> died = ends.isEmpty() ? silent : List.copyOf(ends.keySet());
    return new Outcome(ExitCode.FAILED, died(plan, died, ends));
  }

  private static String died(LaunchPlan plan, List<Integer> ranks, Map<Integer, String> ends) {
    return ranks.stream()
        .map(
            rank ->
                "rank %d%s died without a word%s"
                    .formatted(
                        rank,
                        rank < plan.servers() ? ", a parameter rank," : "",
                        ends.containsKey(rank) ? " (" + ends.get(rank) + ")" : ""))
        .collect(Collectors.joining("; "));
  }

  /** Whether mpirun has said that a host cannot be reached, after which no rank will start. */
  static boolean isHostLost(String said) {
    return said.contains("unable to reliably start one or more daemons");
  }

  /** Wrong input explains failures of others, and a failure explains a wrong result. */
  private static int worst(Collection<Integer> codes) {
    if (codes.contains(ExitCode.USAGE)) {
      return ExitCode.USAGE;
    }
    boolean hasFailed =
        codes.stream().anyMatch(code -> code != ExitCode.DONE && code != ExitCode.DIVERGED);
    if (hasFailed) {
      return ExitCode.FAILED;
    }
    return codes.contains(ExitCode.DIVERGED) ? ExitCode.DIVERGED : ExitCode.DONE;
  }

  /** Ranks whose end mpirun has told, and how they ended. */
  private static Map<Integer, String> endsIn(String said) {
    Map<Integer, String> ends = new TreeMap<>();
    for (Matcher m = KILLED.matcher(said); m.find(); ) {
      ends.put(Integer.parseInt(m.group(1)), "on " + m.group(2) + ", by " + m.group(3));
    }
    for (Matcher m = EXITED.matcher(said); m.find(); ) {
      ends.put(Integer.parseInt(m.group(1)), "with exit code " + m.group(2));
    }
    return ends;
  }

  private static String noRank(LaunchPlan plan, int mpirunCode, String said) {
    if (mpirunCode == 0) {
      return "no rank has come up: '" + plan.mpirun() + "' is not Open MPI's mpirun";
    }
    if (said.contains("plm_rsh_agent")) {
      return "--hosts: no ssh is on the PATH: apt-get install openssh-client, or name another"
          + " remote shell by OMPI_MCA_plm_rsh_agent; mpirun says: "
          + firstWords(said);
    }
    Optional<String> remoteShell = ofRemoteShell(plan, said);
    if (remoteShell.isPresent()) {
      return remoteShell.get();
    }
    String what =
        plan.hosts().isEmpty()
            ? "no rank has come up"
            : "--hosts " + String.join(",", plan.hosts()) + ": no rank has come up";
    return "%s; %s ends with %d and says: %s"
        .formatted(what, plan.mpirun(), mpirunCode, firstWords(said));
  }

  /** What ssh or its like says of a host, outside of mpirun's own paragraphs between rules. */
  private static Optional<String> ofRemoteShell(LaunchPlan plan, String said) {
    boolean isOutside = true;
    for (String line : said.lines().map(String::strip).toList()) {
      if (line.matches("-{10,}")) {
        isOutside = !isOutside;
      }
      for (String host : isOutside && !line.startsWith("[") ? plan.hosts() : List.<String>of()) {
        if (names(line, host) || names(line, shortName(host))) {
          return Optional.of("--hosts: '%s' cannot be reached: %s".formatted(host, line));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean names(String line, String host) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(host) + "(?![\\w-])")
        .matcher(line)
        .find();
  }

  /** Open MPI calls hosts by their names without the domain. */
  private static String shortName(String host) {
    return host.matches("[\\d.]+") ? host : host.replaceFirst("\\..*", "");
  }

  /** The first paragraph on one line, without rules. */
  private static String firstWords(String said) {
    List<String> lines = new ArrayList<>();
    for (String line : said.lines().map(String::strip).toList()) {
      boolean isRule = line.matches("-*");
      if (!isRule) {
        lines.add(line);
      } else if (lines.size() > 1) {
        break;
      }
    }
    String text = String.join(" ", lines);
    return text.length() <= WORDS_MAX ? text : text.substring(0, WORDS_MAX) + " ...";
  }
}
