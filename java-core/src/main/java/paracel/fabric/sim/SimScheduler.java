package paracel.fabric.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import paracel.base.Check;
import paracel.fabric.FabricGroup;

/**
 * Runs tasks one at a time, in simulated time.
 *
 * <p>Problem: blocking code of many ranks has to run in an order that is drawn from a seed and can
 * be had again. Idea: each task has a thread, but a thread runs only while it holds the baton. A
 * task gives it away when it idles, sleeps or waits for an operation: it enters the time at which
 * it wants to go on into the queue of events, takes the earliest event, and hands the baton to that
 * event's task. Events of the network are executed by whoever holds the baton. So the order of
 * events, and with it everything that the tasks see, depends on the seed alone.
 *
 * <p>Tasks that are started from outside begin with the next {@link Task#join} from outside.
 */
final class SimScheduler {

  /** What happens at a moment of simulated time. */
  private static final class Event implements Comparable<Event> {
    private final long timeNs;
    private final long sequence;
    private final Task task;
    private final long token;
    private final Runnable action;

    private Event(long timeNs, long sequence, Task task, long token, Runnable action) {
      this.timeNs = timeNs;
      this.sequence = sequence;
      this.task = task;
      this.token = token;
      this.action = action;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(timeNs, other.timeNs);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** One simulated thread. */
  final class Task implements FabricGroup.Handle {
    private final int rank;
    private final String name;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean hasBaton;
    private long token;
    private boolean isEnded;
    private volatile Throwable failure;

    private Task(int rank, String name, FabricGroup.Task body) {
      this.rank = rank;
      this.name = name;
      this.thread = Thread.ofVirtual().name(name).unstarted(() -> live(body));
    }

    private void live(FabricGroup.Task body) {
      awaitBaton();
      try {
        if (!killed[rank]) {
          body.run();
        }
      } catch (SimKilledError e) {
        failure = e;
      } catch (Throwable e) {
        failure = e;
      }
      isEnded = true;
      liveTasks--;
      current = null;
      Task next = failed == null ? nextTask() : null;
      ended.countDown();
      if (next != null) {
        next.takeBaton();
      } else {
        rest();
      }
    }

    private void awaitBaton() {
      boolean interrupted = false;
      while (!hasBaton) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      hasBaton = false;
      current = this;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void takeBaton() {
      hasBaton = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void interrupt() {
      thread.interrupt();
      if (isSimulated() && !isEnded && this != current) {
        wake(this, nowNs);
      }
    }

    @Override
    public boolean join(long timeoutNs) throws InterruptedException {
      if (!isSimulated()) {
        begin();
        return awaitEnd(timeoutNs);
      }
      long deadline = nowNs + Math.min(timeoutNs, Long.MAX_VALUE / 4);
      while (!isEnded && nowNs < deadline) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        pauseUntil(Math.min(deadline, nowNs + 10_000));
      }
      return isEnded;
    }

    private boolean awaitEnd(long timeoutNs) throws InterruptedException {
      boolean hasEnded = ended.await(timeoutNs, TimeUnit.NANOSECONDS);
      if (failed != null) {
        throw failed;
      }
      return hasEnded;
    }

    @Override
    public Throwable failure() {
      return failure;
    }

    @Override
    public String toString() {
      return name + " of rank " + rank;
    }
  }

  private final SplittableRandom random;
  private final long maxEvents;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Task> tasks = new ArrayList<>();
  private final boolean[] killed;
  private final int[] slowness;

  private Task current;
  private boolean running; // guarded by this: somebody has the baton
  private long nowNs;
  private long sequence;
  private long eventCount;
  private int liveTasks;
  private volatile NoProgressException failed;

  SimScheduler(int ranks, long seed, long maxEvents) {
    this.random = new SplittableRandom(seed);
    this.maxEvents = maxEvents;
    this.killed = new boolean[ranks];
    this.slowness = new int[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      int draw = random.nextInt(10);
      slowness[rank] = draw < 6 ? 1 : draw < 9 ? 8 : 60;
    }
  }

  SplittableRandom random() {
    return random;
  }

  long nowNs() {
    return nowNs;
  }

  /** Events so far: equal in two histories only if they are the same. */
  long eventCount() {
    return eventCount;
  }

  Task start(int rank, String name, FabricGroup.Task body) {
    synchronized (this) {
      Check.state(!running || isSimulated(), "tasks are started before they run, or by tasks");
    }
    Task task = new Task(rank, name, body);
    tasks.add(task);
    liveTasks++;
    wake(task, nowNs + stepNs(rank));
    task.thread.start();
    return task;
  }

  /** Lets the network do something at a later time. */
  void at(long timeNs, Runnable action) {
    events.add(new Event(Math.max(timeNs, nowNs), sequence++, null, 0, action));
  }

  /** What the network is still to do, in the order of time. */
  List<Runnable> pendingActions() {
    return events.stream()
        .filter(event -> event.action != null)
        .sorted()
        .map(event -> event.action)
        .toList();
  }

  private void wake(Task task, long timeNs) {
    events.add(new Event(timeNs, sequence++, task, ++task.token, null));
  }

  /** Whether the calling thread is a task of this scheduler. */
  private boolean isSimulated() {
    return current != null && current.thread == Thread.currentThread();
  }

  /** Lets the current task's computation take a little time, in which others go on. */
  void step() {
    pauseUntil(nowNs + stepNs(current.rank));
  }

  /** Time that a rank needs for a little computation. */
  long stepNs(int rank) {
    return 1 + (long) random.nextInt(200) * slowness[rank];
  }

  /** Gives the baton away until a time, or until the task is interrupted. */
  void pauseUntil(long timeNs) {
    Check.state(isSimulated(), "only a simulated task waits in simulated time");
    Task self = current;
    throwIfKilled(self);
    wake(self, Math.max(timeNs, nowNs));
    Task next = nextTask();
    if (next == null) {
      throw failed; // this task is in the queue, so there is a next one unless all has failed
    }
    if (next != self) {
      next.takeBaton();
      self.awaitBaton();
    }
    if (failed != null) {
      throw failed;
    }
    throwIfKilled(self);
  }

  private void throwIfKilled(Task task) {
    if (killed[task.rank]) {
      throw new SimKilledError(task.rank);
    }
  }

  /** Executes events until one lets a task go on; null when no task is left, or all has failed. */
  private Task nextTask() {
    while (failed == null) {
      Event event = events.poll();
      if (event == null) {
        if (liveTasks > 0) {
          fail("nothing is under way");
        }
        return null;
      }
      if (++eventCount > maxEvents) {
        fail("no end after " + maxEvents + " events");
        return null;
      }
      nowNs = Math.max(nowNs, event.timeNs);
      if (event.action != null) {
        execute(event.action);
      } else if (!event.task.isEnded && event.token == event.task.token) {
        return event.task;
      }
    }
    return null;
  }

  /** The network's part of the simulation must not fail; if it does, the whole history has. */
  private void execute(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      fail("the simulated network failed: " + e);
      failed.initCause(e);
    }
  }

  private void fail(String why) {
    StringBuilder message = new StringBuilder("no progress: ").append(why);
    for (Task task : tasks) {
      if (!task.isEnded) {
        message.append("\n  ").append(task).append(" waits");
        StackTraceElement[] stack = task.thread.getStackTrace();
        for (StackTraceElement frame : stack) {
          if (frame.getClassName().startsWith("paracel.")
              && !frame.getClassName().startsWith("paracel.fabric.")) {
            message.append(" at ").append(frame);
            break;
          }
        }
      }
    }
    failed = new NoProgressException(message.toString());
    for (Task task : tasks) {
      task.ended.countDown();
    }
  }

  private synchronized void begin() {
    if (!running && liveTasks > 0 && failed == null) {
      running = true;
      Task first = nextTask();
      if (first != null) {
        first.takeBaton();
      } else {
        rest();
      }
    }
  }

  private synchronized void rest() {
    running = false;
    notifyAll();
  }

  /** Waits, from outside, until no task runs. */
  synchronized void awaitRest() {
    boolean interrupted = false;
    while (running && failed == null) {
      try {
        wait(1_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills a rank: its tasks end at their next step and do nothing more. */
  void kill(int rank) {
    killed[rank] = true;
    for (Task task : tasks) {
      if (task.rank == rank && !task.isEnded && task != current) {
        wake(task, nowNs);
      }
    }
  }

  boolean isKilled(int rank) {
    return killed[rank];
  }
}
