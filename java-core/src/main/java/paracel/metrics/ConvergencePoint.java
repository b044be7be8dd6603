package paracel.metrics;

/**
 * One line of a convergence log.
 *
 * @param seconds since the solver started
 * @param clock of the worker that looked
 * @param objective of the parameters that it saw
 * @param lag clocks that its read was behind at most
 */
public record ConvergencePoint(double seconds, long clock, double objective, long lag) {}
