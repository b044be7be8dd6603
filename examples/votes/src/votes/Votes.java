package votes;

import java.util.Comparator;
import java.util.List;
import paracel.job.Job;
import paracel.job.JobSpec;
import paracel.table.Consistency;
import paracel.table.TableSpec;
import paracel.table.Value;
import paracel.worker.Entry;
import paracel.worker.KeyValueTable;
import paracel.worker.Worker;

/** Three workers make offers; two parameter ranks keep the best of each bidder. */
public final class Votes {

  private static final int WORKERS = 3;

  private Votes() {}

  public static void main(String[] args) throws Exception {
    Job.run(JobSpec.threads(WORKERS, 2, Consistency.asp()), index -> Votes::offer);
  }

  private static void offer(Worker worker) throws Exception {
    worker.openTables(TableSpec.keyValue("offers"));
    KeyValueTable offers = worker.keyValue("offers");
    for (int bidder = 0; bidder < 10; bidder++) {
      byte[] key = ("bidder " + bidder).getBytes();
      double offer = bidder + 0.1 * worker.index();
      offers.updateAsync(key, Value.of(offer), BestOffer.class); // nobody waits for the answer
    }
    worker.leave();
    if (worker.index() == 0) {
      List<Entry> best = offers.readWhere(AtLeast.class, Value.of(8.0)); // waits for all workers
      best.stream()
          .sorted(Comparator.comparing(Entry::name))
          .forEach(
              entry ->
                  System.out.println(
                      entry.name()
                          + ": "
                          + entry.value().asMap().get("best")
                          + " of "
                          + entry.value().asMap().get("offers")));
    }
  }
}
