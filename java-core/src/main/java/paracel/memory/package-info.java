/**
 * Memory outside the Java heap that ranks expose to each other. {@link paracel.memory.Region} is
 * the only type for such bytes; it is written by the rank that owns it and by whatever a fabric
 * lets in. Words that are shared are read with acquire and written with release order.
 */
package paracel.memory;
