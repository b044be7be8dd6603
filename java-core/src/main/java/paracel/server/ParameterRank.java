package paracel.server;

import java.io.IOError;
import java.util.List;
import java.util.ServiceConfigurationError;
import paracel.base.Idler;
import paracel.base.UsageException;
import paracel.clock.ControlDescriptor;
import paracel.clock.PeerDescriptor;
import paracel.clock.PeerWriter;
import paracel.clock.RankContext;
import paracel.clock.RankFailure;
import paracel.clock.StatusWriter;
import paracel.fabric.Endpoint;
import paracel.fabric.FabricException;
import paracel.fabric.FabricGroup;
import paracel.fabric.InterruptedRankException;
import paracel.fabric.PeerLostException;
import paracel.fabric.Wait;
import paracel.mailbox.RingConsumer;
import paracel.mailbox.Slot;
import paracel.memory.Region;
import paracel.table.RefusalException;
import paracel.table.TableCodec;
import paracel.table.TableSpec;
import paracel.table.WindowLayout;

/**
 * The life of a parameter rank: expose the control window, learn from worker 0 which tables there
 * are, expose the parameter window, drain rings until all workers are done.
 */
public class ParameterRank {

  private final RankContext context;
  private final ServerSettings settings;
  private final int ringCapacity;
  private final RankFailure failure = new RankFailure();
  private final Idler idler;
  private final FunctionGuard guard;

  private Region control;
  private StatusWriter status;
  private PeerWatch watch;

  /**
   * @param ringCapacity bytes of each ring, agreed by all ranks
   */
  public ParameterRank(RankContext context, ServerSettings settings, int ringCapacity) {
    this.context = context;
    this.settings = settings;
    this.ringCapacity = ringCapacity;
    this.idler = context.group().newIdler();
    this.guard = new FunctionGuard(settings.functionTimeoutNs());
  }

  /** What went wrong at this rank, possibly before its threads have ended. */
  public RankFailure failure() {
    return failure;
  }

  /**
   * Serves until all workers are done. Called by one thread.
   *
   * @throws PeerLostException when a rank is lost
   */
  public void run() throws Exception {
    exposeControlWindow();
    Thread self = Thread.currentThread();
    FabricGroup.Handle watcher =
        context.group().start(context.rank(), "watch of rank " + context.rank(), () -> watch(self));
    try (Endpoint endpoint = context.fabric().openEndpoint()) {
      serve(endpoint);
    } catch (FabricException | UsageException | RuntimeException e) {
      failure.set(e);
      throw announced();
    } catch (VirtualMachineError
        | LinkageError
        | AssertionError
        | ServiceConfigurationError
        | IOError e) {
      failure.set(RankFailure.of(context.describe(), e));
      throw announced();
    } finally {
      watcher.stop(context.deadlines().peerNs());
    }
  }

  private void watch(Thread agentThread) {
    failure.keep(
        "the watch of " + context.describe(),
        () -> watch.run(context.group().newIdler()),
        agentThread::interrupt);
  }

  /** The first failure of this rank, after the others have been told. */
  private Exception announced() {
    Exception cause = failure.get();
    if (!(cause instanceof InterruptedRankException)) {
      announce(cause instanceof PeerLostException lost ? lost.rank() : context.rank());
    }
    return cause;
  }

  /** Tells the workers, and parameter rank 0, that a rank is lost, possibly this one. */
  private void announce(int lostRank) {
    status.failure(lostRank);
    if (watch.knowsFirst()) {
      try (Endpoint endpoint = context.fabric().openEndpoint()) {
        new PeerWriter(context.topology(), context.rank(), 1)
            .failed(endpoint, PeerDescriptor.failedBy(lostRank));
      }
    }
  }

  private void exposeControlWindow() throws FabricException {
    ControlDescriptor layout = context.control();
    control =
        context.fabric().allocate(ControlDescriptor.WINDOW, layout.windowBytes(context.rank()));
    control.setLong(ControlDescriptor.VERSION_OFFSET, ControlDescriptor.VERSION);
    control.setLong(ControlDescriptor.JOB_OFFSET, context.identity().jobHash());
    control.setLong(ControlDescriptor.RANK_OFFSET, context.rank());
    control.setLong(ControlDescriptor.OPTIONS_OFFSET, context.identity().optionsHash());
    control.setLongRelease(ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
    status = new StatusWriter(control, context.topology());
    watch = new PeerWatch(context, control, status, guard);
    context.fabric().expose(ControlDescriptor.WINDOW, control);
  }

  private void serve(Endpoint endpoint) throws FabricException, UsageException {
    List<TableSpec> specs = learnTables(endpoint);
    WindowLayout layout = new WindowLayout(context.topology(), specs, ringCapacity);
    long denseBytes = TableStore.denseBytes(specs, layout, context.rank());
    MemoryBudget budget =
        new MemoryBudget(context.describe(), settings.storeLimitBytes(denseBytes));
    takeDense(denseBytes, budget);
    Region window =
        context.fabric().allocate(WindowLayout.WINDOW, layout.windowBytes(context.rank()));
    Refusals refusals = new Refusals(status, context.topology().workers());
    try (TableStore store = newStore(specs, layout, window, budget);
        Staging staging = newStaging(specs, layout, store, refusals::add)) {
      RequestHandler requests = newRequests(store, refusals, layout, window);
      RingConsumer[] rings = openRings(layout, window);
      ServerAgent agent =
          new ServerAgent(context.rank(), rings, status, store, staging, requests, refusals);
      context.fabric().expose(WindowLayout.WINDOW, window);
      drain(agent);
    }
    if (context.rank() != 0) {
      new PeerWriter(context.topology(), context.rank(), 1).state(endpoint, PeerDescriptor.DONE);
    }
  }

  /** Dense tables are there from the beginning, or the job does not begin. */
  private static void takeDense(long bytes, MemoryBudget budget) throws UsageException {
    try {
      budget.take(bytes, "dense tables");
    } catch (RefusalException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** The rows and keys of this rank. A seam for tests. */
  protected TableStore newStore(
      List<TableSpec> specs, WindowLayout layout, Region window, MemoryBudget budget) {
    return new TableStore(specs, layout, context.rank(), window, budget);
  }

  private RequestHandler newRequests(
      TableStore store, Refusals refusals, WindowLayout layout, Region window) {
    int workers = context.topology().workers();
    return new RequestHandler(
        store, status, refusals, layout, window, guard, idler, this::timesCarriedOut, workers);
  }

  /** How many times a request is carried out: once. A seam for tests. */
  protected int timesCarriedOut(int operation) {
    return 1;
  }

  /** Where updates of staged tables wait; null when there is no such table. A seam for tests. */
  protected Staging newStaging(
      List<TableSpec> specs, WindowLayout layout, TableStore store, Staging.Refused refused) {
    if (specs.stream().noneMatch(spec -> spec.consistency().isStaged())) {
      return null;
    }
    int workers = context.topology().workers();
    long shards = layout.windowBytes(context.rank()) - layout.replyOffset(workers);
    long limit = Math.max(1 << 20, settings.stagingBudgetBytes() / workers);
    return new Staging(store, refused, workers, Math.min(limit, 65536 + shards), limit);
  }

  private RingConsumer[] openRings(WindowLayout layout, Region window) {
    RingConsumer[] rings = new RingConsumer[context.topology().workers()];
    boolean checksum = !context.fabric().ordersPuts();
    for (int worker = 0; worker < rings.length; worker++) {
      rings[worker] =
          new RingConsumer(window, layout.ringOffset(worker), ringCapacity, worker, 0, checksum);
    }
    return rings;
  }

  /** Waits until worker 0 has declared the tables; the watch ends the wait when a rank is lost. */
  private List<TableSpec> learnTables(Endpoint endpoint) throws FabricException, UsageException {
    ControlDescriptor layout = context.control();
    context.attachControl(0, idler);
    if (context.rank() != 0) {
      new PeerWriter(context.topology(), context.rank(), 1)
          .state(endpoint, PeerDescriptor.ATTACHED);
      watch.attachedFirst();
    }
    try (Declaration declaration = new Declaration(endpoint, layout)) {
      Wait.until(new Start(declaration), idler, Long.MAX_VALUE / 2); // loading may take hours
      return declaration.tables();
    }
  }

  /** Removes the control window's name as early as possible, and waits for the declaration. */
  private final class Start implements Wait.Condition {

    private final Declaration declaration;
    private boolean sealed;

    private Start(Declaration declaration) {
      this.declaration = declaration;
    }

    @Override
    public boolean poll() throws FabricException {
      if (!sealed && watch.allHaveReached(PeerDescriptor.ATTACHED)) {
        sealed = true;
        context.fabric().seal(ControlDescriptor.WINDOW);
      }
      return declaration.isThere();
    }

    @Override
    public String describe() {
      return context.describe() + " waits for worker 0 to open tables";
    }
  }

  /** Reads worker 0's declaration from the control window of parameter rank 0. */
  private static final class Declaration implements AutoCloseable {

    private final Endpoint endpoint;
    private final ControlDescriptor layout;
    private final Region line = Region.allocate(Slot.LINE_BYTES);
    private final Region data = Region.allocate(ControlDescriptor.DECLARATION_BYTES);

    private Declaration(Endpoint endpoint, ControlDescriptor layout) {
      this.endpoint = endpoint;
      this.layout = layout;
    }

    private boolean isThere() throws FabricException {
      endpoint.get(0, ControlDescriptor.WINDOW, layout.declarationLine(), line, 0, Slot.LINE_BYTES);
      endpoint.flush(0);
      long bytes = line.getLong(Slot.BYTES_OFFSET);
      if (line.getLong(Slot.SEQUENCE_OFFSET) == 0 || bytes <= 0 || bytes > data.bytes()) {
        return false;
      }
      endpoint.get(0, ControlDescriptor.WINDOW, layout.declarationData(), data, 0, bytes + 7 & -8);
      endpoint.flush(0);
      return Slot.isWhole(line, 0, data, 0);
    }

    private List<TableSpec> tables() {
      return TableCodec.decode(data, 0, (int) line.getLong(Slot.BYTES_OFFSET));
    }

    @Override
    public void close() {
      line.close();
      data.close();
    }
  }

  /** Drains rings until every worker rank is done, and whoever reads this window has been told. */
  private void drain(ServerAgent agent) throws FabricException {
    boolean sealed = false;
    while (true) {
      if (agent.doWork() > 0) {
        idler.reset();
        continue;
      }
      if (watch.allHaveReached(PeerDescriptor.DONE)) {
        checkQuiescent(agent);
        return;
      }
      if (!sealed && watch.allHaveReached(PeerDescriptor.TABLES_ATTACHED)) {
        sealed = true;
        context.fabric().seal(WindowLayout.WINDOW);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedRankException(context.describe() + " was interrupted");
      }
      idler.idle();
    }
  }

  /** A rank is done when its workers have left and know that this has been consumed. */
  private void checkQuiescent(ServerAgent agent) throws FabricException {
    agent.doWork(); // what came between the last look at the rings and that at the peers
    if (!agent.isQuiescent()) {
      throw new FabricException("all ranks say that they are done, but not all workers have left");
    }
  }
}
