package paracel.rdma;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import paracel.base.Check;
import paracel.base.UsageException;

/** What only the ranks of a job know. It is used as a key and never sent. */
final class JobSecret {

  static final String VARIABLE = "PARACEL_JOB_SECRET";
  static final String FILE_VARIABLE = "PARACEL_JOB_SECRET_FILE";

  /** Length of a proof in bytes. */
  static final int PROOF_BYTES = 32;

  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 4096;
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;

  JobSecret(byte[] key) {
    Check.argument(key.length > 0, "a secret has bytes");
    this.key = key.clone();
  }

  /**
   * Reads the secret from the environment, or from a file that nobody else can read.
   *
   * @throws UsageException when there is none, it is too short, or others can read the file
   */
  static JobSecret of(Map<String, String> environment) throws UsageException {
    String file = environment.get(FILE_VARIABLE);
    byte[] bytes;
    if (file != null) {
      bytes = read(Path.of(file));
    } else if (environment.containsKey(VARIABLE)) {
      bytes = environment.get(VARIABLE).strip().getBytes(StandardCharsets.UTF_8);
    } else {
      throw new UsageException(
          "the ranks of a job that start without MPI share a secret: write one to a file of mode"
              + " 0600 (openssl rand -hex 32) and name it in "
              + FILE_VARIABLE);
    }
    if (bytes.length < MIN_BYTES) {
      throw new UsageException(
          "the job's secret has %d bytes; it needs %d or more (openssl rand -hex 32)"
              .formatted(bytes.length, MIN_BYTES));
    }
    return new JobSecret(bytes);
  }

  private static byte[] read(Path file) throws UsageException {
    try {
      Set<PosixFilePermission> allowed =
          Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UsageException(
            "%s: %s can be read by others: chmod 600 %s".formatted(FILE_VARIABLE, file, file));
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new UsageException(
            "%s: %s is longer than %d bytes".formatted(FILE_VARIABLE, file, MAX_BYTES));
      }
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UsageException("%s: cannot read %s: %s".formatted(FILE_VARIABLE, file, e), e);
    }
  }

  /** Proves knowledge of the secret, bound to all the words. */
  byte[] proof(byte[]... words) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] word : words) { // with lengths, so that no two lists of words are one
        mac.update((byte) (word.length >>> 16));
        mac.update((byte) (word.length >>> 8));
        mac.update((byte) word.length);
        mac.update(word);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has this algorithm
    }
  }

  /** Whether a proof is right; takes the same time for all wrong ones. */
  boolean isProof(byte[] proof, byte[]... words) {
    return MessageDigest.isEqual(proof, proof(words));
  }
}
