package paracel.base;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** What ranks were started with: version and options, as lines of text that must be the same. */
public final class Identities {

  private Identities() {}

  /** A sentence that says in which lines two ranks differ. */
  public static String difference(int rank, String own, int otherRank, String other) {
    return "ranks %d and %d were started differently: %s against %s"
        .formatted(rank, otherRank, only(own, other), only(other, own));
  }

  private static String only(String of, String other) {
    Set<String> lines = new LinkedHashSet<>(Arrays.asList(of.split("\n")));
    Arrays.asList(other.split("\n")).forEach(lines::remove);
    return lines.isEmpty() ? "nothing" : String.join(" ", lines);
  }
}
