import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Prints the C prototypes of all natives in DiSNI's jar: the content of {@code jni_prototypes.h}.
 *
 * <p>{@code java Prototypes.java JAR}; the classes are loaded and not initialised, so that neither
 * the library nor what the jar depends on is needed.
 */
final class Prototypes {
  private static final List<String> CLASSES =
      List.of("com.ibm.disni.verbs.impl.NativeDispatcher", "com.ibm.disni.util.NativeAffinity");

  private Prototypes() {}

  public static void main(String[] arguments) throws Exception {
    System.out.print(
        """
        /*
         * The natives of com.ibm.disni:disni:2.1 as C sees them, written by test/Prototypes.java
         * from the jar. The test disni-prototypes writes it again and compares.
         */
        #ifndef PARACEL_DISNI_JNI_PROTOTYPES_H
        #define PARACEL_DISNI_JNI_PROTOTYPES_H

        #include <jni.h>
        """);
    for (String name : CLASSES) {
      printClass(Path.of(arguments[0]).toUri(), name);
    }
    System.out.print("\n#endif\n");
  }

  private static void printClass(URI jar, String name) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toURL()}, null)) {
      Method[] methods = Class.forName(name, false, loader).getDeclaredMethods();
      Arrays.sort(methods, Comparator.comparing(Method::getName));
      for (Method method : methods) {
        if (Modifier.isNative(method.getModifiers())) {
          System.out.print(prototype(method));
        }
      }
    } catch (IOException e) {
      throw new IOException("cannot read " + jar, e);
    }
  }

  private static String prototype(Method method) {
    List<String> types = new ArrayList<>();
    types.add("JNIEnv *");
    types.add(Modifier.isStatic(method.getModifiers()) ? "jclass" : "jobject");
    for (Class<?> type : method.getParameterTypes()) {
      types.add(cName(type));
    }
    return "\nJNIEXPORT %s JNICALL\nJava_%s_%s(\n    %s);\n"
        .formatted(
            cName(method.getReturnType()),
            mangle(method.getDeclaringClass().getName()),
            mangle(method.getName()),
            String.join(", ", types));
  }

  /** JNI's mangling, for names of ASCII letters, digits, dots and underscores. */
  private static String mangle(String name) {
    return name.replace("_", "_1").replace('.', '_');
  }

  private static String cName(Class<?> type) {
    if (!type.isPrimitive()) {
      throw new IllegalArgumentException("only primitive types are expected, not " + type);
    }
    return type == void.class ? "void" : "j" + type.getName();
  }
}
