package paracel.table;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import paracel.memory.Region;

/** Table specifications as bytes: how worker 0 tells the parameter ranks which tables to hold. */
public final class TableCodec {

  private static final byte NONE = -1;

  private TableCodec() {}

  /**
   * Encodes specifications whose consistency is resolved.
   *
   * @throws IllegalArgumentException when they need more than {@code maxBytes}
   */
  public static byte[] encode(List<TableSpec> specs, int maxBytes) {
    ByteBuffer out = ByteBuffer.allocate(maxBytes);
    try {
      out.putInt(specs.size());
      specs.forEach(spec -> encode(spec, out));
    } catch (BufferOverflowException e) {
      throw new IllegalArgumentException(
          specs.size() + " tables need more than " + maxBytes + " bytes to describe", e);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void encode(TableSpec spec, ByteBuffer out) {
    byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
    out.putInt(name.length).put(name);
    out.put((byte) spec.kind().ordinal()).put((byte) spec.elementType().ordinal());
    out.putLong(spec.rows()).putInt(spec.columns());
    TableSpec.Updates updates = spec.updates();
    out.put((byte) updates.rule().ordinal()).put((byte) (updates.isCombined() ? 1 : 0));
    Optimizer optimizer = updates.optimizer();
    out.put(optimizer == null ? NONE : (byte) optimizer.kind().ordinal());
    if (optimizer != null) {
      out.putDouble(optimizer.rate()).putDouble(optimizer.first());
      out.putDouble(optimizer.second()).putDouble(optimizer.third());
    }
    TableSpec.Storage storage = spec.storage();
    out.put(storage.placement() == null ? NONE : (byte) storage.placement().ordinal());
    out.putLong(storage.capacity());
    out.put((byte) (storage.initial() == null ? 0 : 1));
    out.putDouble(storage.initial() == null ? 0 : storage.initial());
    out.put((byte) spec.consistency().mode().ordinal());
    out.putInt(spec.consistency().staleness());
    out.put((byte) (spec.isCached() ? 1 : 0));
  }

  /** Reads what {@link #encode} has written. */
  public static List<TableSpec> decode(Region region, long offset, int bytes) {
    ByteBuffer in = region.segment().asSlice(offset, bytes).asByteBuffer();
    int count = in.getInt();
    List<TableSpec> specs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      specs.add(decode(in));
    }
    return specs;
  }

  private static TableSpec decode(ByteBuffer in) {
    byte[] name = new byte[in.getInt()];
    in.get(name);
    TableSpec.Kind kind = TableSpec.Kind.values()[in.get()];
    ElementType type = ElementType.values()[in.get()];
    long rows = in.getLong();
    int columns = in.getInt();
    TableSpec.Updates updates = decodeUpdates(in);
    TableSpec.Storage storage = decodeStorage(in);
    Consistency.Mode mode = Consistency.Mode.values()[in.get()];
    Consistency consistency = new Consistency(mode, in.getInt());
    boolean cached = in.get() != 0;
    String text = new String(name, StandardCharsets.UTF_8);
    return new TableSpec(text, kind, type, rows, columns, updates, storage, consistency, cached);
  }

  private static TableSpec.Updates decodeUpdates(ByteBuffer in) {
    UpdateRule rule = UpdateRule.values()[in.get()];
    boolean combined = in.get() != 0;
    byte kind = in.get();
    Optimizer optimizer =
        kind == NONE
            ? null
            : new Optimizer(
                Optimizer.Kind.values()[kind],
                in.getDouble(),
                in.getDouble(),
                in.getDouble(),
                in.getDouble());
    return new TableSpec.Updates(rule, optimizer, combined);
  }

  private static TableSpec.Storage decodeStorage(ByteBuffer in) {
    byte number = in.get();
    Placement placement = number == NONE ? null : Placement.values()[number];
    long capacity = in.getLong();
    boolean hasInitial = in.get() != 0;
    double initial = in.getDouble();
    return new TableSpec.Storage(placement, capacity, hasInitial ? initial : null);
  }
}
