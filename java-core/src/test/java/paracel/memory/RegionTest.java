package paracel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RegionTest {

  @Test
  void closingFreesOnce() {
    int[] freed = {0};
    Region region = Region.of(Region.allocate(64).segment(), () -> freed[0]++);
    region.close();
    region.close();
    assertEquals(1, freed[0]);
  }

  @Test
  void whoHoldsARegionKeepsItsMemory() {
    Region region = Region.allocate(64);
    region.hold();
    region.hold();
    region.close();
    assertTrue(region.segment().scope().isAlive());
    region.release();
    assertTrue(region.segment().scope().isAlive());
    region.release();
    assertFalse(region.segment().scope().isAlive());
    assertThrows(IllegalStateException.class, region::hold);
  }

  @Test
  void aHoldThatHasEndedFreesNothing() {
    Region region = Region.allocate(64);
    region.hold();
    region.release();
    assertTrue(region.segment().scope().isAlive());
    region.close();
    assertFalse(region.segment().scope().isAlive());
  }
}
