/**
 * Rings: how workers send records to a parameter rank. A parameter rank's window holds one ring for
 * each worker, and that worker alone writes it, by one-sided puts, or in place where it can ({@link
 * paracel.mailbox.RingProducer}); the parameter rank alone reads it ({@link
 * paracel.mailbox.RingConsumer}). Records of one worker are consumed in the order in which they
 * were written, each once: the staleness guarantee stands on that. Positions only rise.
 *
 * <p>{@link paracel.mailbox.Slot} is the smaller brother: one message at a time, readable by all.
 */
package paracel.mailbox;
