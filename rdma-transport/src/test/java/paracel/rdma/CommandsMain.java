package paracel.rdma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paracel.cli.Console;
import paracel.cli.Main;
import paracel.store.StoreMain;

/**
 * Several commands of the command line one after the other in one process, because a JVM starts
 * slowly in an emulated guest. Words: the commands, with {@value #NEXT} between them; {@value
 * #STORE} and a test with its parameters is one of the store's.
 */
public final class CommandsMain {

  static final String NEXT = "--next";
  static final String STORE = "store";

  /** What the line after each command begins with; its exit code follows. */
  static final String CODE = "exit code: ";

  private CommandsMain() {}

  public static void main(String[] words) throws Exception {
    List<String> command = new ArrayList<>();
    int worst = 0;
    for (String word : words) {
      if (word.equals(NEXT)) {
        worst = Math.max(worst, run(command));
        command.clear();
      } else {
        command.add(word);
      }
    }
    System.exit(Math.max(worst, run(command)));
  }

  private static int run(List<String> command) throws Exception {
    long startNs = System.nanoTime();
    int code = 0;
    if (command.get(0).equals(STORE)) {
      StoreMain.main(command.subList(1, command.size()).toArray(String[]::new));
    } else {
      code = Main.run(Console.system(), command.toArray(String[]::new));
    }
    String seconds = "%.1f".formatted((System.nanoTime() - startNs) * 1e-9);
    System.out.println(
        CODE + code + " after " + seconds + " s: " + Arrays.asList(command.toArray()));
    return code;
  }
}
