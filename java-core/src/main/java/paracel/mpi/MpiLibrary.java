package paracel.mpi;

/**
 * Which MPI a process has.
 *
 * @param provider name of what stands between Paracel and the library
 * @param version the library's own words on its name and version, one line
 * @param location where the library was found
 * @param threadLevel {@code SINGLE}, {@code FUNNELED}, {@code SERIALIZED} or {@code MULTIPLE}
 */
public record MpiLibrary(String provider, String version, String location, String threadLevel) {

  @Override
  public String toString() {
    return "%s, thread level %s, from %s, by %s"
        .formatted(version, threadLevel, location, provider);
  }
}
