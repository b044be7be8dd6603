package paracel.hosts;

import java.util.List;

/** A JVM that opens hosts for a test, says what belongs to them, and never closes them. */
final class AbandonedHosts {

  private AbandonedHosts() {}

  public static void main(String[] args) throws Exception {
    Hosts hosts = Hosts.open(2);
    // what ignores TERM must end as well
    List<String> stubborn = List.of("sh", "-c", "trap '' TERM; sleep 1000 & wait; sleep 1000");
    for (int i = 0; i < hosts.count(); i++) {
      hosts.process(i, stubborn).start();
    }
    while (hosts.pids(0).size() < 2 || hosts.pids(1).size() < 2) {
      Thread.sleep(10);
    }
    System.out.println(hosts.directory());
    Thread.sleep(60_000);
  }
}
