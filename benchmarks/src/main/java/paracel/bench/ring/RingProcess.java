package paracel.bench.ring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import paracel.base.BackoffIdler;
import paracel.base.Idler;
import paracel.bench.fabric.Measurement;
import paracel.fabric.Fabric;
import paracel.fabric.FabricGroup;
import paracel.fabric.FabricSpec;
import paracel.job.FabricChoice;
import paracel.mailbox.RingDescriptor;

/**
 * One end of a measurement, as a process: {@code RingProcess TRANSPORT OP END DIRECTORY NANOS}.
 * Prints what it has measured, if it is the end that does, as JSON.
 */
public final class RingProcess {

  /** What rings have in a job with few workers. */
  static final int CAPACITY = RingDescriptor.MAX_CAPACITY;

  private RingProcess() {}

  public static void main(String[] words) throws Exception {
    int end = Integer.parseInt(words[2]);
    Path directory = Path.of(words[3]);
    Idler idler = new BackoffIdler();
    LinkLoops loops = new LinkLoops(idler, Long.parseLong(words[4]));
    List<Measurement> measured;
    if (words[0].equals(RingTransport.AERON.word())) {
      try (MessageLink link = new AeronLink(end, directory, idler, CAPACITY, loops)) {
        measured = run(loops, link, words[1], end);
      }
    } else {
      String job = directory.getFileName().toString();
      FabricSpec spec = new FabricSpec(job, 2, end, 2, 1);
      try (FabricGroup group = FabricChoice.choose("shm", spec).open(spec)) {
        measured = overFabric(loops, group.fabric(end), idler, words);
      }
    }
    for (Measurement one : measured) {
      System.out.println(json(one));
    }
  }

  private static List<Measurement> overFabric(
      LinkLoops loops, Fabric fabric, Idler idler, String[] words) throws Exception {
    if (words[1].equals(RingComparison.PULL)) {
      return new PullLoop(fabric, idler, Long.parseLong(words[4])).run();
    }
    try (MessageLink link = new RingLink(fabric, idler, CAPACITY, loops)) {
      return run(loops, link, words[1], fabric.rank());
    }
  }

  private static List<Measurement> run(LinkLoops loops, MessageLink link, String op, int end)
      throws Exception {
    loops.link(link);
    if (op.equals(RingComparison.LATENCY)) {
      if (end == 1) {
        return List.of(loops.ping());
      }
      loops.echo();
      return List.of();
    }
    if (end == 0) {
      return List.of(loops.drain(op));
    }
    loops.flood(op.equals(RingComparison.BATCHES));
    return List.of();
  }

  private static String json(Measurement measured) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      measured.write(json);
    }
    return text.toString();
  }
}
