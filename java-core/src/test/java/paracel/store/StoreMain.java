package paracel.store;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * One rank of the jobs that tests of the store make, as a process under a launcher. Words: class
 * and method of a test, and the method's parameters, the fabric first; {@value #NEXT} and another
 * test, and so on. Over MPI there is one job for a process.
 */
public final class StoreMain {

  public static final String NEXT = "--next";

  /** What a rank prints when a test has passed. */
  public static final String PASSED = "store test passed";

  private StoreMain() {}

  public static void main(String[] words) throws Exception {
    List<String> left = Arrays.asList(words);
    for (int end = left.indexOf(NEXT); end >= 0; end = left.indexOf(NEXT)) {
      run(left.subList(0, end));
      left = left.subList(end + 1, left.size());
    }
    run(left);
  }

  private static void run(List<String> words) throws Exception {
    Class<?> tests = Class.forName(StoreMain.class.getPackageName() + "." + words.get(0));
    String name = words.get(1);
    List<String> given = words.subList(2, words.size());
    Method method =
        Arrays.stream(tests.getDeclaredMethods())
            .filter(found -> found.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(tests + " has no method " + name));
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
