/**
 * Tables of parameters: what they are ({@link paracel.table.TableSpec}), how their rows and keys
 * are spread over parameter ranks, how an update changes them ({@link paracel.table.UpdateRule}),
 * and their bytes at the parameter rank ({@link paracel.table.DenseShard}, {@link
 * paracel.table.KeyMap}). Shards are written by the parameter rank alone; workers read dense shards
 * directly.
 */
package paracel.table;
