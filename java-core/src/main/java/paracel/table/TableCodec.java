package paracel.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import paracel.memory.Region;

/** Table specifications as bytes: how worker 0 tells the parameter ranks which tables to hold. */
public final class TableCodec {

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
      for (TableSpec spec : specs) {
        byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
        out.putInt(name.length).put(name);
        out.put((byte) spec.kind().ordinal()).put((byte) spec.elementType().ordinal());
        out.putLong(spec.rows()).putInt(spec.columns());
        out.put((byte) spec.rule().ordinal());
        out.put((byte) spec.consistency().mode().ordinal());
        out.putInt(spec.consistency().staleness());
        out.put((byte) (spec.isCached() ? 1 : 0));
      }
    } catch (java.nio.BufferOverflowException e) {
      throw new IllegalArgumentException(
          specs.size() + " tables need more than " + maxBytes + " bytes to describe", e);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** Reads what {@link #encode} has written. */
  public static List<TableSpec> decode(Region region, long offset, int bytes) {
    ByteBuffer in = region.segment().asSlice(offset, bytes).asByteBuffer();
    int count = in.getInt();
    List<TableSpec> specs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[in.getInt()];
      in.get(name);
      TableSpec.Kind kind = TableSpec.Kind.values()[in.get()];
      ElementType type = ElementType.values()[in.get()];
      long rows = in.getLong();
      int columns = in.getInt();
      UpdateRule rule = UpdateRule.values()[in.get()];
      Consistency.Mode mode = Consistency.Mode.values()[in.get()];
      Consistency consistency = new Consistency(mode, in.getInt());
      boolean cached = in.get() != 0;
      specs.add(
          new TableSpec(
              new String(name, StandardCharsets.UTF_8),
              kind,
              type,
              rows,
              columns,
              rule,
              consistency,
              cached));
    }
    return specs;
  }
}
