package paracel.bench.ring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.StringWriter;
import java.nio.file.Path;
import paracel.base.BackoffIdler;
import paracel.base.Idler;
import paracel.bench.fabric.Measurement;
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
    Measurement measured;
    if (words[0].equals(RingTransport.AERON.word())) {
      try (MessageLink link = new AeronLink(end, directory, idler, CAPACITY, loops)) {
        measured = run(loops, link, words[1], end);
      }
    } else {
      String job = directory.getFileName().toString();
      FabricSpec spec = new FabricSpec(job, 2, end, 2, 1);
      try (FabricGroup group = FabricChoice.choose("shm", spec).open(spec);
          MessageLink link = new RingLink(group.fabric(end), idler, CAPACITY, loops)) {
        measured = run(loops, link, words[1], end);
      }
    }
    if (measured != null) {
      System.out.println(json(measured));
    }
  }

  private static Measurement run(LinkLoops loops, MessageLink link, String op, int end)
      throws Exception {
    loops.link(link);
    if (op.equals(RingComparison.LATENCY)) {
      if (end == 1) {
        return loops.ping();
      }
      loops.echo();
      return null;
    }
    if (end == 0) {
      return loops.drain(op);
    }
    loops.flood(op.equals(RingComparison.BATCHES));
    return null;
  }

  private static String json(Measurement measured) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      measured.write(json);
    }
    return text.toString();
  }
}
