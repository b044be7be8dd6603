package paracel.fabric;

/** The rules for places and sizes of {@link Endpoint}, which are the same on every fabric. */
public final class Transfers {

  private Transfers() {}

  public static void checkPut(long targetOffset, long originOffset, long bytes) {
    checkMultiple(targetOffset, 8);
    checkMultiple(originOffset, 8);
    checkMultiple(bytes, 4);
  }

  public static void checkGet(long targetOffset, long originOffset, long bytes) {
    checkMultiple(targetOffset, 4);
    checkMultiple(targetOffset - originOffset, 8);
    checkMultiple(bytes, 4);
  }

  public static void checkWord(long targetOffset) {
    checkMultiple(targetOffset, 8);
  }

  private static void checkMultiple(long value, long unit) {
    if ((value & (unit - 1)) != 0) {
      throw new IllegalArgumentException(value + " is not a multiple of " + unit);
    }
  }
}
