package paracel.rdma;

import paracel.fabric.FabricException;

/** Loads DiSNI's native half, which a process does once, and prints what hinders that. */
public final class NativesMain {

  /** Printed when nothing does. */
  static final String LOADED = "loaded";

  private NativesMain() {}

  public static void main(String[] words) {
    try {
      Natives.load();
      System.out.println(LOADED);
    } catch (FabricException e) {
      System.out.println(e.getMessage());
    }
  }
}
