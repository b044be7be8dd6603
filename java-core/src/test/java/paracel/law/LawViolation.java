package paracel.law;

/** A worker has read what the law forbids. */
final class LawViolation extends RuntimeException {

  LawViolation(String message) {
    super(message);
  }
}
