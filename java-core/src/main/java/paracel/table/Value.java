package paracel.table;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import paracel.base.Check;

/**
 * A value of a key-value table: a long, a double, a list of doubles, a string, bytes, or a map from
 * strings to values. Immutable as long as nobody changes an array that was given or taken. Doubles
 * are equal when their bits are.
 */
public final class Value {

  /** Kinds of values. The numbers travel; 0 means that there is no value. */
  public enum Type {
    NONE,
    LONG,
    DOUBLE,
    DOUBLES,
    STRING,
    BYTES,
    MAP;

    /** Whether the value is 64 bits. */
    public boolean isNumber() {
      return this == LONG || this == DOUBLE;
    }

    /**
     * @throws RefusalException when there is no such type
     */
    public static Type of(int number) throws RefusalException {
      if (number <= 0 || number > MAP.ordinal()) {
        throw RefusalException.malformed("there is no type of values with number %d", number);
      }
      return TYPES[number];
    }

    private static final Type[] TYPES = values();
  }

  /** Maps may hold maps, so many levels deep. */
  public static final int MAX_DEPTH = 32;

  private static final int MAP_ENTRY_BYTES = 12;

  private final Type type;
  private final long bits;
  private final Object content;

  private Value(Type type, long bits, Object content) {
    this.type = type;
    this.bits = bits;
    this.content = content;
  }

  public static Value of(long number) {
    return new Value(Type.LONG, number, null);
  }

  public static Value of(double number) {
    return new Value(Type.DOUBLE, Double.doubleToRawLongBits(number), null);
  }

  /** A list of doubles, which may be empty; the array is not copied. */
  public static Value of(double... numbers) {
    return new Value(Type.DOUBLES, 0, Objects.requireNonNull(numbers));
  }

  public static Value of(String text) {
    return new Value(Type.STRING, 0, Objects.requireNonNull(text));
  }

  /** Any bytes; the array is not copied. */
  public static Value of(byte[] bytes) {
    return new Value(Type.BYTES, 0, Objects.requireNonNull(bytes));
  }

  /** A map, which is copied and keeps its order. */
  public static Value of(Map<String, Value> map) {
    Map<String, Value> copy = Collections.unmodifiableMap(new LinkedHashMap<>(map));
    return new Value(Type.MAP, 0, copy);
  }

  /** A number of the given type from its 64 bits. */
  public static Value ofBits(Type type, long bits) {
    Check.argument(type.isNumber(), "only numbers are bits");
    return new Value(type, bits, null);
  }

  public Type type() {
    return type;
  }

  /** The 64 bits of a long or double. */
  public long bits() {
    Check.state(type.isNumber(), "only numbers are bits");
    return bits;
  }

  /**
   * @throws ClassCastException when it is no long; also of the methods below
   */
  public long asLong() {
    check(Type.LONG);
    return bits;
  }

  public double asDouble() {
    check(Type.DOUBLE);
    return Double.longBitsToDouble(bits);
  }

  /** The list of doubles, not copied. */
  public double[] asDoubles() {
    check(Type.DOUBLES);
    return (double[]) content;
  }

  public String asString() {
    check(Type.STRING);
    return (String) content;
  }

  /** The bytes, not copied. */
  public byte[] asBytes() {
    check(Type.BYTES);
    return (byte[]) content;
  }

  /** The map, unmodifiable. */
  @SuppressWarnings("unchecked")
  public Map<String, Value> asMap() {
    check(Type.MAP);
    return (Map<String, Value>) content;
  }

  private void check(Type wanted) {
    if (type != wanted) {
      throw new ClassCastException("the value is a " + type + ", not a " + wanted);
    }
  }

  // ---- bytes: 8 for numbers, 8 each for doubles, UTF-8 for strings; of a map the number of its
  // entries (int32) and for each: key bytes, type, value bytes (int32 each), key, value

  /** Appends the value's bytes, without type and length. */
  public void encode(ByteWriter out) {
    encode(out, 0);
  }

  private void encode(ByteWriter out, int depth) {
    switch (type) {
      case LONG, DOUBLE -> out.putLong(bits);
      case DOUBLES -> out.putDoubles(asDoubles(), 0, asDoubles().length);
      case STRING -> {
        byte[] text = Utf8.encode(asString());
        out.put(text, 0, text.length);
      }
      case BYTES -> out.put(asBytes(), 0, asBytes().length);
      default -> encodeMap(out, depth);
    }
  }

  private void encodeMap(ByteWriter out, int depth) {
    Check.range("depth of maps in maps", depth, 0, MAX_DEPTH - 1);
    out.putInt(asMap().size());
    for (Map.Entry<String, Value> entry : asMap().entrySet()) {
      byte[] key = Utf8.encode(entry.getKey());
      out.putInt(key.length).putInt(entry.getValue().type.ordinal());
      int lengthAt = out.claim(4);
      out.put(key, 0, key.length);
      int start = out.size();
      entry.getValue().encode(out, depth + 1);
      out.setInt(lengthAt, out.size() - start);
    }
  }

  /**
   * Reads a value's bytes.
   *
   * @throws RefusalException when they are none of this type
   */
  public static Value decode(Type type, byte[] bytes, int from, int count) throws RefusalException {
    return decode(type, bytes, from, count, 0);
  }

  private static Value decode(Type type, byte[] bytes, int from, int count, int depth)
      throws RefusalException {
    checkLength(type, count);
    return switch (type) {
      case LONG, DOUBLE -> new Value(type, ByteReader.longAt(bytes, from), null);
      case DOUBLES -> {
        double[] numbers = new double[count / 8];
        new ByteReader().open(bytes, from, count).getDoubles(numbers, 0, numbers.length);
        yield of(numbers);
      }
      case STRING -> of(Utf8.decode(bytes, from, from + count));
      case BYTES -> of(Arrays.copyOfRange(bytes, from, from + count));
      default -> decodeMap(new ByteReader().open(bytes, from, count), depth);
    };
  }

  private static Value decodeMap(ByteReader in, int depth) throws RefusalException {
    if (depth >= MAX_DEPTH) {
      throw RefusalException.malformed("maps are more than %d deep", MAX_DEPTH);
    }
    int entries = in.getCount(MAP_ENTRY_BYTES);
    Map<String, Value> map = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      int keyBytes = in.getInt();
      Type type = Type.of(in.getInt());
      int valueBytes = in.getInt();
      int keyAt = in.skip(keyBytes);
      String key = Utf8.decode(in.array(), keyAt, keyAt + keyBytes);
      int valueAt = in.skip(valueBytes);
      map.put(key, decode(type, in.array(), valueAt, valueBytes, depth + 1));
    }
    in.checkEnd();
    return new Value(Type.MAP, 0, Collections.unmodifiableMap(map));
  }

  /**
   * Checks bytes of a value as far as that goes without making it.
   *
   * @throws RefusalException when they are none of this type
   */
  public static void check(Type type, byte[] bytes, int from, int count) throws RefusalException {
    if (type == Type.STRING || type == Type.MAP) {
      decode(type, bytes, from, count);
    } else {
      checkLength(type, count);
    }
  }

  private static void checkLength(Type type, int count) throws RefusalException {
    boolean fits =
        switch (type) {
          case LONG, DOUBLE -> count == 8;
          case DOUBLES -> (count & 7) == 0;
          default -> true;
        };
    if (!fits) {
      throw RefusalException.malformed("a %s of %d bytes", type, count);
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Value value) || value.type != type || value.bits != bits) {
      return false;
    }
    return switch (type) {
      case LONG, DOUBLE -> true;
      case DOUBLES -> sameBits(asDoubles(), value.asDoubles());
      case BYTES -> Arrays.equals(asBytes(), value.asBytes());
      default -> content.equals(value.content);
    };
  }

  private static boolean sameBits(double[] a, double[] b) {
    return Arrays.equals(a, b);
  }

  @Override
  public int hashCode() {
    return switch (type) {
      case LONG, DOUBLE -> Long.hashCode(bits);
      case DOUBLES -> Arrays.hashCode(asDoubles());
      case BYTES -> Arrays.hashCode(asBytes());
      default -> content.hashCode();
    };
  }

  @Override
  public String toString() {
    return switch (type) {
      case LONG -> Long.toString(bits);
      case DOUBLE -> Double.toString(asDouble());
      case DOUBLES -> Arrays.toString(asDoubles());
      case BYTES -> asBytes().length + " bytes";
      default -> content.toString();
    };
  }
}
