package paracel.store;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * One rank of a job that a test of the store makes, as a process under a launcher: words are class
 * and method of the test, and the method's parameters, the fabric first. A test that makes more
 * than one job cannot be run so.
 */
public final class StoreMain {

  /** What a rank prints when the test has passed. */
  public static final String PASSED = "store test passed";

  private StoreMain() {}

  public static void main(String[] words) throws Exception {
    Class<?> tests = Class.forName(StoreMain.class.getPackageName() + "." + words[0]);
    List<String> given = Arrays.asList(words).subList(2, words.length);
    Method method =
        Arrays.stream(tests.getDeclaredMethods())
            .filter(found -> found.getName().equals(words[1]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(tests + " has no method " + words[1]));
    Object[] parameters = new Object[given.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = parameter(method.getParameterTypes()[i], given.get(i));
    }
    method.setAccessible(true);
    method.invoke(tests.getDeclaredConstructor().newInstance(), parameters);
    System.out.println(PASSED);
  }

  private static Object parameter(Class<?> type, String word) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants())
            .filter(constant -> constant.toString().equals(word))
            .findFirst()
            .orElseThrow()
        : word;
  }
}
