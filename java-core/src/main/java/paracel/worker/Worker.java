package paracel.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import paracel.base.Check;
import paracel.base.Idler;
import paracel.clock.ControlDescriptor;
import paracel.clock.Exchange;
import paracel.clock.Gate;
import paracel.clock.PeerDescriptor;
import paracel.clock.PeerWriter;
import paracel.clock.RankContext;
import paracel.clock.StatusDescriptor;
import paracel.clock.StatusReader;
import paracel.data.Block;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.mailbox.RingProducer;
import paracel.mailbox.Slot;
import paracel.memory.Region;
import paracel.metrics.Progress;
import paracel.metrics.Report;
import paracel.metrics.StopReason;
import paracel.table.TableCodec;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/**
 * One worker of a job, as its program sees it: the input's blocks, tables, the clock, and talk
 * among workers. Belongs to the thread that runs the program. Every wait has the job's deadline and
 * fails with a {@link FabricException} that says who waits for what.
 *
 * <p>Collective calls ({@link #openTables}, {@link #barrier}, {@link #broadcast}, {@link
 * #allReduce}) must be made by all workers in the same order.
 */
public class Worker implements AutoCloseable {

  private final RankContext context;
  private final WorkerSettings settings;
  private final int index;
  private final Idler idler;
  private final Endpoint endpoint;
  private final Exchange exchange;
  private final StatusReader status;
  private final SplittableRandom random;
  private final long startNs;
  private final Map<String, DenseTable> denseTables = new LinkedHashMap<>();
  private final Map<String, SparseTable> sparseTables = new LinkedHashMap<>();
  private final Map<String, KeyValueTable> keyValueTables = new LinkedHashMap<>();

  private Iterator<Block> blocks;
  private WorkerLink link;
  private long ticks;

  /**
   * @param context of the worker's rank; all control windows are attached
   * @param index of this worker among all workers of the job
   */
  protected Worker(RankContext context, WorkerSettings settings, int index) {
    this.context = context;
    this.settings = settings;
    this.index = index;
    this.idler = context.group().newIdler();
    this.endpoint = context.fabric().openEndpoint();
    long waitNs = context.deadlines().waitNs();
    this.exchange = new Exchange(endpoint, context.topology(), index, idler, waitNs);
    this.status = new StatusReader(endpoint, context.topology(), index);
    this.random = new SplittableRandom(settings.seed() * 0x9e3779b97f4a7c15L + index);
    this.startNs = idler.nanoTime();
    rewind();
  }

  /** Index of this worker, 0-based. */
  public int index() {
    return index;
  }

  /** Number of workers in the job. */
  public int workers() {
    return context.topology().workers();
  }

  /** Number of parameter ranks in the job. */
  public int servers() {
    return context.topology().servers();
  }

  /** Number of clocks that this worker has completed. */
  public long clock() {
    return ticks;
  }

  /** Random numbers of this worker: the same in every run with the same seed. */
  public SplittableRandom random() {
    return random;
  }

  /** Monotonic time in nanoseconds. */
  public long nanoTime() {
    return idler.nanoTime();
  }

  /** Lets time pass, for a program that looks now and then at what others change. */
  public void pause(long nanos) {
    idler.sleepUntil(idler.nanoTime() + nanos);
  }

  /** Whether results must be bitwise equal from run to run. */
  public boolean isDeterministic() {
    return settings.isDeterministic();
  }

  /** Directory for results, or null. */
  public Path output() {
    return settings.output();
  }

  /** What is printed at the end; only worker 0's is used. */
  public Report report() {
    return settings.report();
  }

  /** Where worker 0 says how far it is; silent for others. */
  public Progress progress() {
    return index == 0 ? settings.progress() : Progress.NONE;
  }

  /** The next block of the input that belongs to this worker, or null when there is none left. */
  public Block nextBlock() {
    return blocks.hasNext() ? blocks.next() : null;
  }

  /** Begins again with the first block. */
  public void rewind() {
    blocks =
        settings.plan() == null
            ? List.<Block>of().iterator()
            : settings.plan().blocks(index).iterator();
  }

  // ---- tables

  /**
   * Opens the job's tables. Collective; called once, before anything is pulled or pushed, with
   * equal arguments in all workers.
   *
   * @throws IllegalArgumentException when workers disagree
   */
  public void openTables(TableSpec... tables) throws FabricException {
    Check.state(link == null, "tables are opened once");
    List<TableSpec> specs = new ArrayList<>();
    for (TableSpec spec : tables) {
      specs.add(spec.consistency() == null ? spec.withConsistency(settings.consistency()) : spec);
    }
    for (TableSpec spec : specs) {
      if (isDeterministic() && !spec.consistency().isStaged()) {
        throw new IllegalArgumentException(
            "table " + spec.name() + " of a deterministic job is not bulk-synchronous");
      }
    }
    declare(specs);
    WindowLayout layout = new WindowLayout(context.topology(), specs, settings.ringCapacity());
    for (int server = 0; server < servers(); server++) {
      context
          .fabric()
          .attach(
              server,
              WindowLayout.WINDOW,
              layout.windowBytes(server),
              idler,
              context.deadlines().startNs());
    }
    link = newLink(layout);
    openHandles(specs);
    barrier(); // every worker has attached: from here on names of windows may go
    if (index == context.topology().firstWorker(context.rank())) {
      new PeerWriter(context.topology(), context.rank(), servers())
          .state(endpoint, PeerDescriptor.TABLES_ATTACHED);
    }
  }

  private WorkerLink newLink(WindowLayout layout) throws FabricException {
    long waitNs = context.deadlines().waitNs();
    Outbox[] outboxes = new Outbox[servers()];
    for (int server = 0; server < outboxes.length; server++) {
      RingProducer ring = newRing(endpoint, server, layout);
      outboxes[server] = new Outbox(ring, status, server, index, idler, waitNs);
    }
    return new WorkerLink(
        endpoint, status, newGate(status, idler), outboxes, layout, index, idler, waitNs);
  }

  private void openHandles(List<TableSpec> specs) {
    ListNumbers lists = new ListNumbers();
    for (int table = 0; table < specs.size(); table++) {
      TableSpec spec = specs.get(table);
      switch (spec.kind()) {
        case DENSE -> {
          RowCache cache = spec.isCached() ? newCache(spec) : null;
          denseTables.put(spec.name(), new DenseTable(spec, table, link, cache));
        }
        case SPARSE -> sparseTables.put(spec.name(), new SparseTable(spec, table, link));
        default -> keyValueTables.put(spec.name(), new KeyValueTable(spec, table, link, lists));
      }
    }
    long names = specs.stream().map(TableSpec::name).distinct().count();
    Check.argument(names == specs.size(), "two tables have the same name");
  }

  /** Makes sure that workers agree, and tells the parameter ranks. */
  private void declare(List<TableSpec> specs) throws FabricException {
    byte[] bytes = TableCodec.encode(specs, ControlDescriptor.DECLARATION_BYTES);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    long checksum = crc.getValue();
    if (allReduce(checksum, Reduction.MIN) != allReduce(checksum, Reduction.MAX)) {
      throw new IllegalArgumentException(
          "workers open different tables; worker " + index + " opens " + specs);
    }
    if (index == 0) {
      ControlDescriptor layout = context.control();
      try (Region scratch = Region.allocate(Slot.LINE_BYTES + (bytes.length + 7 & -8))) {
        scratch.copyFrom(bytes, 0, Slot.LINE_BYTES, bytes.length);
        Slot.write(
            endpoint,
            0,
            ControlDescriptor.WINDOW,
            layout.declarationLine(),
            layout.declarationData(),
            1,
            scratch,
            bytes.length);
      }
    }
  }

  /** This worker's end of its ring at a parameter rank. A seam for tests. */
  protected RingProducer newRing(Endpoint via, int server, WindowLayout layout)
      throws FabricException {
    return new RingProducer(
        via,
        server,
        WindowLayout.WINDOW,
        layout.ringOffset(index),
        layout.ringCapacity(),
        index,
        0,
        !context.fabric().ordersPuts());
  }

  /** Where this worker waits before it reads. A seam for tests. */
  protected Gate newGate(StatusReader reader, Idler gateIdler) {
    return new Gate(reader, context.topology(), index, gateIdler, context.deadlines().waitNs());
  }

  /** Rows that this worker keeps of a cached table. A seam for tests. */
  protected RowCache newCache(TableSpec spec) {
    return new RowCache(spec);
  }

  /** The dense table of this name, opened before. */
  public DenseTable dense(String name) {
    DenseTable table = denseTables.get(name);
    Check.argument(table != null, "no dense table of this name is open");
    return table;
  }

  /** The sparse table of this name, opened before. */
  public SparseTable sparse(String name) {
    SparseTable table = sparseTables.get(name);
    Check.argument(table != null, "no sparse table of this name is open");
    return table;
  }

  /** The key-value table of this name, opened before. */
  public KeyValueTable keyValue(String name) {
    KeyValueTable table = keyValueTables.get(name);
    Check.argument(table != null, "no key-value table of this name is open");
    return table;
  }

  // ---- clock

  /** Ends a clock: its updates travel, then the tick. */
  public void tick() throws FabricException {
    Check.state(link != null, "tables are opened before the first tick");
    Check.state(!link.hasLeft(), "a worker that has left ticks");
    link.takeAnswers();
    settings.hook().beforeTick(index, link.clock(), link.clockStartNs(), idler);
    sendClock();
    ticks++;
    link.clock(ticks);
  }

  /** Sends the updates of the clock, then the tick. */
  protected void sendClock() throws FabricException {
    sendUpdates();
    sendTicks();
  }

  protected final void sendUpdates() throws FabricException {
    for (DenseTable table : denseTables.values()) {
      table.emit();
    }
    for (SparseTable table : sparseTables.values()) {
      table.emit();
    }
    for (KeyValueTable table : keyValueTables.values()) {
      table.emit();
    }
  }

  protected final void sendTicks() throws FabricException {
    for (Outbox outbox : link.outboxes) {
      outbox.tick();
    }
  }

  /**
   * Ends this worker's part in the clock: asynchronous calls are completed, what it has pushed
   * travels, nobody waits for its ticks any more, and it changes nothing more. Reads from here on
   * wait until all workers have left, and see the final values. Idempotent.
   */
  public void leave() throws FabricException {
    Check.state(link != null, "tables are opened before a worker leaves");
    if (link.hasLeft()) {
      return;
    }
    link.awaitAnswers();
    sendUpdates();
    for (Outbox outbox : link.outboxes) {
      outbox.leave();
    }
    link.clock(StatusDescriptor.INFINITY);
  }

  /**
   * Completes asynchronous calls whose answers are there; see {@link Completion}.
   *
   * @return whether there were any
   */
  public boolean poll() throws FabricException {
    return link != null && link.takeAnswers();
  }

  /** Clocks that this worker's last read was behind at most, as far as known when it was issued. */
  public long lag() {
    return link.lag();
  }

  /** Largest {@link #lag} of this worker so far. */
  public long maxLag() {
    return link.maxLag();
  }

  // ---- among workers

  /** Waits until all workers have come here. Says nothing about updates under way. */
  public void barrier() throws FabricException {
    exchange.nextRound(0);
  }

  /** Gives all workers what worker {@code root} has in {@code values}; modified elsewhere. */
  public void broadcast(int root, double[] values) throws FabricException {
    Check.range("root", root, 0, workers() - 1);
    for (int from = 0; from < values.length; ) {
      int count = Math.min(values.length - from, Exchange.MAX_BYTES / 8);
      if (index == root) {
        exchange.message().copyFrom(values, from, Slot.LINE_BYTES, count);
      }
      exchange.nextRound(index == root ? 8 * count : 0);
      if (index != root) {
        readMessage(root, 8 * count).copyTo(0, values, from, count);
      }
      from += count;
    }
  }

  /**
   * Reduces element by element over all workers, in the order of their indices, so that sums are
   * equal in every run and in every worker.
   *
   * @param values this worker's part; modified: the result
   */
  public void allReduce(double[] values, Reduction reduction) throws FabricException {
    for (int from = 0; from < values.length; ) {
      int count = Math.min(values.length - from, Exchange.MAX_BYTES / 8);
      exchange.message().copyFrom(values, from, Slot.LINE_BYTES, count);
      exchange.nextRound(8 * count);
      boolean isFirst = true;
      for (int other = 0; other < workers(); other++) {
        if (exchange.hasMessage(other)) {
          Region message = readMessage(other, 8 * count);
          for (int i = 0; i < count; i++) {
            double value = message.getDouble(8L * i);
            values[from + i] = isFirst ? value : reduction.apply(values[from + i], value);
          }
          isFirst = false;
        }
      }
      from += count;
    }
  }

  /** Reduces one number over all workers. */
  public double allReduce(double value, Reduction reduction) throws FabricException {
    double[] values = {value};
    allReduce(values, reduction);
    return values[0];
  }

  /**
   * Reduces one integer over all workers.
   *
   * @throws ArithmeticException when a sum overflows
   */
  public long allReduce(long value, Reduction reduction) throws FabricException {
    exchange.message().setLong(Slot.LINE_BYTES, value);
    exchange.nextRound(8);
    long result = 0;
    boolean isFirst = true;
    for (int other = 0; other < workers(); other++) {
      if (exchange.hasMessage(other)) {
        long part = readMessage(other, 8).getLong(0);
        result = isFirst ? part : reduction.apply(result, part);
        isFirst = false;
      }
    }
    return result;
  }

  private Region readMessage(int from, int bytes) throws FabricException {
    Region message = exchange.read(from);
    if (exchange.messageBytes(from) != bytes) {
      throw new IllegalArgumentException(
          "collective calls of worker %d and worker %d do not match: %d and %d bytes"
              .formatted(index, from, bytes, exchange.messageBytes(from)));
    }
    return message;
  }

  // ---- end

  /**
   * Leaves, waits until all that this worker has sent is consumed, and takes no part in collectives
   * any more.
   */
  void finish() throws FabricException {
    if (index == 0
        && !report().hasEnded()) { // a program that says nothing of it has come to its end
      report().ended(StopReason.CONVERGED, ticks, ticks);
      report().seconds(0, (idler.nanoTime() - startNs) * 1e-9);
    }
    if (link == null) {
      openTables();
    }
    leave();
    for (Outbox outbox : link.outboxes) {
      outbox.awaitConsumed();
    }
    link.awaitAnswers();
    for (int server = 0; server < servers(); server++) {
      status.refresh(server);
      link.throwIfRefused(server);
    }
    if (index == 0) {
      new PlacementReport(link).fill(report());
    }
    exchange.leave();
  }

  /** Frees this worker's memory; says nothing to anybody. */
  @Override
  public void close() {
    endpoint.close(); // first: operations under way must not touch memory that is freed
    denseTables.values().forEach(DenseTable::close);
    sparseTables.values().forEach(SparseTable::close);
    if (link != null) {
      link.close();
      Arrays.stream(link.outboxes).forEach(Outbox::close);
    }
    status.close();
    exchange.close();
  }
}
