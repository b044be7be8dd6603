package paracel.rdma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paracel.base.UsageException;

/** Where the job's secret comes from, and what is no secret. */
class JobSecretTest {

  private static final byte[] WORD = {1, 2, 3};

  @TempDir Path directory;

  private Path file(String mode, String text) throws Exception {
    Path file = directory.resolve("secret-" + mode);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String refusal(Map<String, String> environment) {
    return assertThrows(UsageException.class, () -> JobSecret.of(environment)).getMessage();
  }

  @Test
  void fileAndVariableGiveTheSame() throws Exception {
    Path file = file("rw-------", "0123456789abcdef\n");
    JobSecret byFile = JobSecret.of(Map.of("PARACEL_JOB_SECRET_FILE", file.toString()));
    JobSecret byVariable = JobSecret.of(Map.of("PARACEL_JOB_SECRET", "0123456789abcdef"));
    assertArrayEquals(byFile.proof(WORD), byVariable.proof(WORD));
  }

  @Test
  void whatOthersCanReadIsNoSecret() throws Exception {
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Path file = file(mode, "0123456789abcdef");
      String text = refusal(Map.of("PARACEL_JOB_SECRET_FILE", file.toString()));
      assertTrue(text.contains("chmod 600 " + file), text);
    }
  }

  @Test
  void noneOrAShortOneIsRefused() {
    assertTrue(refusal(Map.of()).contains("PARACEL_JOB_SECRET_FILE"));
    assertTrue(refusal(Map.of("PARACEL_JOB_SECRET", "short")).contains("5 bytes"));
    assertTrue(refusal(Map.of("PARACEL_JOB_SECRET_FILE", "/nowhere/s")).contains("/nowhere/s"));
  }

  @Test
  void aProofHoldsForItsWordsOnly() {
    JobSecret secret = new JobSecret(new byte[] {7});
    byte[] proof = secret.proof(WORD, new byte[] {4});
    assertTrue(secret.isProof(proof, WORD, new byte[] {4}));
    assertFalse(secret.isProof(proof, new byte[] {1, 2, 3, 4}), "words are kept apart");
    assertFalse(secret.isProof(proof, WORD, new byte[] {5}));
    assertFalse(new JobSecret(new byte[] {8}).isProof(proof, WORD, new byte[] {4}));
  }
}
