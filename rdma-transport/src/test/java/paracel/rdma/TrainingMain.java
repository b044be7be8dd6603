package paracel.rdma;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.File;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import paracel.cli.Console;
import paracel.cli.Main;

/**
 * Loads what a JVM in a guest may need, so that a cache of it can be made here: all classes of the
 * files on the class path, and what a test, a meeting of ranks, and a job among threads use of the
 * JDK. Words: that job.
 */
final class TrainingMain {

  private static final String END = ".class";

  private TrainingMain() {}

  public static void main(String[] words) throws Exception {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      try (JarFile jar = new JarFile(entry)) {
        jar.stream().map(ZipEntry::getName).toList().forEach(TrainingMain::load);
      }
    }
    LauncherDiscoveryRequest meeting =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(TcpRendezvousTest.class, "everyRankGetsTheCardsOfAll"))
            .build();
    LauncherFactory.create().execute(meeting, new SummaryGeneratingListener());
    System.exit(Main.run(Console.system(), words));
  }

  private static void load(String name) {
    if (!name.endsWith(END) || name.endsWith("-info.class") || name.startsWith("META-INF")) {
      return;
    }
    String type = name.substring(0, name.length() - END.length()).replace('/', '.');
    try {
      Class.forName(type, false, TrainingMain.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // it needs something that is not here, so that no guest can use it either
    }
  }
}
