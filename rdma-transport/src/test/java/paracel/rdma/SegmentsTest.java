package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SegmentsTest {

  private static final long GIB = 1L << 30;

  @Test
  void aWindowBeyondTwoGibibytesHasSeveral() {
    assertEquals(1, Segments.LARGE.count(8));
    assertEquals(1, Segments.LARGE.count(GIB));
    assertEquals(2, Segments.LARGE.count(GIB + 8));
    assertEquals(5, Segments.LARGE.count(5 * GIB - 8));
  }

  @Test
  void offsetsFindTheirSegmentAndItsRest() {
    assertEquals(0, Segments.LARGE.index(GIB - 1));
    assertEquals(1, Segments.LARGE.rest(GIB - 1));
    assertEquals(1, Segments.LARGE.index(GIB));
    assertEquals(GIB, Segments.LARGE.rest(GIB));
    assertEquals(3, Segments.LARGE.index(3 * GIB + 8));
    assertEquals(GIB - 8, Segments.LARGE.rest(3 * GIB + 8));
  }

  @Test
  void keysAreThoseOfTheSegment() {
    int[] keys = {11, 22, 33};
    var window = new RemoteWindows.RemoteWindow(3 << 12, 1 << 20, keys, new Segments(12));
    assertEquals(11, window.rkey(4095));
    assertEquals(22, window.rkey(4096));
    assertEquals(33, window.rkey(3 * 4096 - 8));
  }
}
