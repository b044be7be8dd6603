package paracel.hosts;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that keeps namespaces: they exist while it or a process that entered them lives. It
 * waits for the end of its standard input, which comes by {@link #release} or with the end of this
 * JVM, be it by SIGKILL. Then it ends, first by TERM, then by KILL, what is in its network
 * namespace.
 */
final class Keeper {

  private static final long START_SECONDS = 20;
  private static final long END_SECONDS = 20; // more than the script takes to give up

  /** The words that a keeper of a switch gets: the directory that is removed with it. */
  private static final String SWITCH =
      """
      directory=$1
      trap 'rm -rf -- "$directory"' EXIT
      ip link set lo up
      ip link add bridge type bridge
      ip link set bridge up
      wait_for_release
      """;

  /**
   * The words that a keeper of a host gets: its name, its address, the switch's port for it, the
   * keeper of the switch, and the directory.
   */
  private static final String HOST =
      """
      name=$1 address=$2 port=$3 switch=$4 directory=$5
      echo "$name" >/proc/sys/kernel/hostname
      mount --bind "$directory/hosts" /etc/hosts
      mount -t tmpfs -o mode=1777 tmpfs /dev/shm
      mount -t tmpfs -o mode=0700 tmpfs "$directory/node"
      # A sysfs shows the network devices of the namespace it was mounted in: UCX lists them there.
      mkdir "$directory/node/cgroup"
      mount --rbind /sys/fs/cgroup "$directory/node/cgroup"
      mount -t sysfs sysfs /sys
      mount --rbind "$directory/node/cgroup" /sys/fs/cgroup
      ip link set lo up
      ip link add eth0 type veth peer name "$port" netns "$switch"
      nsenter --target "$switch" --net ip link set "$port" master bridge up
      ip address add "$address/24" dev eth0
      ip link set eth0 up
      wait_for_release
      """;

  /** Before both of them. What is printed after "ready" says what could not be ended. */
  private static final String COMMON =
      """
      set -eu
      trap '' HUP INT TERM   # the pipe says when to end; a terminal's signals come to all at once
      pids() {
        own=$(readlink /proc/$$/ns/net)
        own=${own#net:?}
        find /proc/[0-9]*/ns/net -maxdepth 0 -lname "net:?${own%?}?" 2>/dev/null |
          sed "s|^/proc/||; s|/.*||; /^$$\\$/d"
      }
      # Signals all others until none is left, for more than a second; a process that starts others
      # cannot outrun it for long.
      end() {
        tries=0
        while [ $tries -lt 10 ]; do
          found=
          for pid in $(pids); do
            # Those that looked for them were among them.
            [ ! -e "/proc/$pid" ] || found="$found $pid"
          done
          [ -n "$found" ] || return 0
          kill -s "$1" $found || :
          sleep 0.1
          tries=$((tries + 1))
        done 2>/dev/null
        return 1
      }
      wait_for_release() {
        echo ready
        read -r line || :
        end TERM || end KILL || echo "processes are left:$found"
      }
      """;

  private final String name;
  private final Process process;

  private Keeper(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Starts the keeper of a switch; it is there after {@link #awaitReady}. */
  static Keeper startSwitch(File directory) throws IOException {
    List<String> command = List.of("unshare", "--net");
    return start("the switch", command, SWITCH, directory.toString());
  }

  /** Starts the keeper of a host; it is there after {@link #awaitReady}. */
  static Keeper startHost(String name, String address, String port, Keeper hub, File directory)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare"));
    command.addAll(Hosts.NAMESPACES);
    return start(name, command, HOST, name, address, port, "" + hub.pid(), directory.toString());
  }

  private static Keeper start(String name, List<String> unshare, String script, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(unshare);
    command.addAll(List.of("sh", "-c", COMMON + script, "keeper"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    return new Keeper(name, builder.redirectErrorStream(true).start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the namespaces are set up. */
  void awaitReady() throws IOException, InterruptedException {
    String said = read(START_SECONDS, "ready");
    if (!said.endsWith("ready\n")) {
      throw new IOException(name + " cannot be set up: " + said.strip());
    }
  }

  /** Lets it end; does not wait. */
  void release() {
    try {
      process.outputWriter().close();
    } catch (IOException e) {
      // it has ended already
    }
  }

  /**
   * Waits for the end after {@link #release}.
   *
   * @return what is wrong with it; empty when all was ended and removed
   */
  String awaitEnd() throws InterruptedException {
    String said;
    try {
      said = read(END_SECONDS, null);
    } catch (IOException e) {
      said = e.getMessage();
    }
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      return name + ": process " + pid() + " does not end; ";
    }
    return said.isEmpty() && process.exitValue() == 0
        ? ""
        : name + ": " + said.strip() + " (exit code " + process.exitValue() + "); ";
  }

  /** Reads what it says until a line, or until its end. */
  private String read(long seconds, String last) throws IOException, InterruptedException {
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                said.complete(readLines(process.inputReader(), last));
              } catch (IOException | UncheckedIOException e) {
                said.completeExceptionally(e);
              }
            });
    try {
      return said.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("waited " + seconds + " s for " + name + " to be set up or ended", e);
    } catch (ExecutionException e) {
      throw new IOException(name + " cannot be read from", e.getCause());
    }
  }

  private static String readLines(BufferedReader reader, String last) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.append(line).append('\n');
      if (line.equals(last)) {
        break;
      }
    }
    return lines.toString();
  }
}
