package paracel.job.launch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import paracel.base.OptionException;

/** The hosts of {@code --hosts}, in the order given, at least one. */
record HostList(List<Host> hosts) {

  private static final int SLOTS_MAX = 100_000;

  /**
   * @param slots most ranks there; 0 when the user sets no bound
   */
  record Host(String name, int slots) {}

  /**
   * Reads {@code HOST[:SLOTS],...}.
   *
   * @throws OptionException naming the host
   */
  static HostList parse(String text) throws OptionException {
    List<Host> hosts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Host host = host(part);
      if (!names.add(host.name())) {
        throw new OptionException(
            "--hosts: '" + host.name() + "' is given twice; HOST:SLOTS gives it more ranks");
      }
      hosts.add(host);
    }
    return new HostList(List.copyOf(hosts));
  }

  private static Host host(String part) throws OptionException {
    String[] pair = part.split(":", 2);
    String name = pair[0];
    if (name.isBlank()) {
      throw new OptionException("--hosts: a host has no name; write HOST[:SLOTS],...");
    }
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw new OptionException("--hosts: '" + name + "' is not the name of a host");
    }
    if (pair.length == 1) {
      return new Host(name, 0);
    }
    if (!pair[1].matches("[0-9]{1,6}")) {
      throw new OptionException(
          "--hosts: the slots of '" + name + "' are '" + pair[1] + "', not a number");
    }
    int slots = Integer.parseInt(pair[1]);
    if (slots < 1 || slots > SLOTS_MAX) {
      throw new OptionException(
          "--hosts: the slots of '%s' are %d, not in 1..%d".formatted(name, slots, SLOTS_MAX));
    }
    return new Host(name, slots);
  }

  int size() {
    return hosts.size();
  }

  List<String> names() {
    return hosts.stream().map(Host::name).toList();
  }

  /** Most ranks on all of them together; 0 when a host has no bound. */
  int slots() {
    boolean isBounded = hosts.stream().noneMatch(host -> host.slots() == 0);
    return isBounded ? hosts.stream().mapToInt(Host::slots).sum() : 0;
  }

  /**
   * Deals ranks one by one to the hosts that have room, in turns, as mpirun does by node.
   *
   * @return ranks of each host
   * @throws OptionException when there are more ranks than slots
   */
  int[] deal(int ranks) throws OptionException {
    if (slots() > 0 && ranks > slots()) {
      throw new OptionException(
          "--hosts: %d slots are too few for %d ranks".formatted(slots(), ranks));
    }
    int[] dealt = new int[size()];
    for (int at = 0, left = ranks; left > 0; at = (at + 1) % size()) {
      if (hosts.get(at).slots() == 0 || dealt[at] < hosts.get(at).slots()) {
        dealt[at]++;
        left--;
      }
    }
    return dealt;
  }

  /** For mpirun's {@code --host}, where a host without slots has one. */
  String text(int[] dealt) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      Host host = hosts.get(i);
      int slots = host.slots() > 0 ? host.slots() : Math.max(1, dealt[i]);
      text.append(i == 0 ? "" : ",").append(host.name()).append(':').append(slots);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return names().stream().collect(Collectors.joining(", "));
  }
}
