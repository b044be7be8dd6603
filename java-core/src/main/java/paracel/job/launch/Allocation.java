package paracel.job.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import paracel.base.UsageException;

/**
 * The nodes that a batch system has given to us.
 *
 * @param system its name, for messages
 * @param slots ranks that it foresees; 0 when it does not say
 * @param nodeCores cores of the node with the fewest; 0 when it does not say
 * @param hostFile that mpirun has to be told of; null when it asks the system by itself
 */
record Allocation(String system, int nodes, int slots, int nodeCores, String hostFile) {

  /**
   * Reads the environment; empty outside an allocation.
   *
   * @throws UsageException naming the variable that makes no sense
   */
  static Optional<Allocation> detect(Map<String, String> environment) throws UsageException {
    if (environment.containsKey("SLURM_JOB_ID")) {
      return Optional.of(slurm(environment));
    }
    if (environment.containsKey("PBS_NODEFILE")) {
      return Optional.of(pbs(environment.get("PBS_NODEFILE")));
    }
    return Optional.empty();
  }

  private static Allocation slurm(Map<String, String> environment) throws UsageException {
    List<Integer> nodes = counts(environment, "SLURM_JOB_NUM_NODES");
    List<Integer> tasks = counts(environment, "SLURM_TASKS_PER_NODE");
    List<Integer> cores = counts(environment, "SLURM_JOB_CPUS_PER_NODE");
    return new Allocation(
        "Slurm",
        nodes.isEmpty() ? 1 : nodes.getFirst(),
        tasks.stream().mapToInt(Integer::intValue).sum(),
        cores.stream().mapToInt(Integer::intValue).min().orElse(0),
        null);
  }

  /** Reads {@code 2(x3),1}, which stands for 2, 2, 2, 1. */
  private static List<Integer> counts(Map<String, String> environment, String name)
      throws UsageException {
    String text = environment.getOrDefault(name, "");
    List<Integer> counts = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (!part.matches("[0-9]{1,9}(\\(x[0-9]{1,6}\\))?")) {
        throw new UsageException(
            "the environment variable " + name + " is '" + text + "', which makes no sense");
      }
      String[] pair = part.replace(")", "").split("\\(x");
      int times = pair.length == 1 ? 1 : Integer.parseInt(pair[1]);
      for (int i = 0; i < times; i++) {
        counts.add(Integer.parseInt(pair[0]));
      }
    }
    return counts;
  }

  /** The file has a line for each rank that a node may take. */
  private static Allocation pbs(String file) throws UsageException {
    Map<String, Integer> slots = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (!line.isBlank()) {
          slots.merge(line.strip(), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw new UsageException("the environment variable PBS_NODEFILE: " + e, e);
    }
    if (slots.isEmpty()) {
      throw new UsageException("the environment variable PBS_NODEFILE: " + file + " is empty");
    }
    return new Allocation(
        "PBS",
        slots.size(),
        slots.values().stream().mapToInt(Integer::intValue).sum(),
        slots.values().stream().mapToInt(Integer::intValue).min().orElseThrow(),
        file);
  }
}
