package paracel.worker;

import paracel.table.ByteReader;
import paracel.table.RefusalException;

/** A request for rows of a sparse table at one parameter rank. */
final class RowCall extends PendingRequest {

  private final int columns;
  private final int[] positions;
  private final double[] doubles;
  private final float[] floats;
  private final Completion<?> completion;

  /**
   * @param positions of the rows among those of the whole call
   * @param doubles where elements go; or null, and {@code floats} is meant
   */
  RowCall(
      int columns, int[] positions, double[] doubles, float[] floats, Completion<?> completion) {
    this.columns = columns;
    this.positions = positions;
    this.doubles = doubles;
    this.floats = floats;
    this.completion = completion;
  }

  @Override
  void take(ByteReader in) throws RefusalException {
    for (int i = 0; i < positions.length; ) {
      int first = i++;
      while (i < positions.length && positions[i] == positions[i - 1] + 1) {
        i++;
      }
      int at = positions[first] * columns;
      int count = (i - first) * columns;
      if (doubles != null) {
        in.getDoubles(doubles, at, count);
      } else {
        in.getFloats(floats, at, count);
      }
    }
    in.checkEnd();
  }

  @Override
  void ended() {
    completion.partEnded(this);
  }
}
