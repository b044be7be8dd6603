package paracel.rdma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.cli.Console;
import paracel.rdma.FakeNode;

/** The report on a node, made of files. */
class DoctorCommandTest {

  @TempDir Path root;

  private String report(FakeNode node) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes);
    int code = new DoctorCommand(node.surroundings()).run(null, new Console(out, out, false));
    assertEquals(1, code);
    return bytes.toString();
  }

  @Test
  void allThatHindersIsListedAtOnce() throws Exception {
    String text = report(new FakeNode(root).device("rxe0", "1: DOWN"));
    assertTrue(text.contains("rxe0 port 1: state 1: DOWN, link 3: Disabled, Ethernet"), text);
    assertTrue(text.contains("eth0, MTU 1500"), text);
    assertTrue(text.contains("fe80:0000:0000:0000:5054:00ff:fe77:0001 RoCE v2"), text);
    assertTrue(text.contains("locked memory  8192 KiB"), text);
    assertEquals(4, text.lines().filter(line -> line.startsWith("hindrance")).count(), text);
    assertTrue(text.endsWith("cannot be used\n"), text);
  }

  @Test
  void aNodeWithoutRdmaSaysSo() throws Exception {
    String text = report(new FakeNode(root));
    assertTrue(text.contains("rdma device    none"), text);
    assertTrue(text.contains("no RDMA device; load its driver"), text);
  }
}
