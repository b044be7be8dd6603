package paracel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every rule of TidyTest finds what it is for, and lets pass what only looks like it. */
class TidyRulesTest {

  private static List<String> layerOffences(String packageName, String body) {
    return TidyRules.layerOffences(
        java("package " + packageName + ";\n" + body), TidyRules.layers(TidyTest.LAYERS));
  }

  private static JavaText java(String text) {
    return new JavaText(text);
  }

  @Test
  void layerFindsForbiddenImports() {
    assertEquals(
        List.of("2: paracel.base must not use paracel.fabric.Wait"),
        layerOffences("paracel.base", "import paracel.fabric.Wait;\nclass A {}\n"));
    assertEquals(1, layerOffences("paracel.fabric.shm", "import paracel.fabric.local.X;").size());
    assertEquals(1, layerOffences("paracel.fabric", "import paracel.fabric.local.X;").size());
    assertEquals(1, layerOffences("paracel.solver.ridge", "import paracel.clock.Gate;").size());
    assertEquals(1, layerOffences("paracel.cli", "import paracel.fabric.shm.X;").size());
    assertEquals(1, layerOffences("paracel.base", "import static paracel.data.X.y;").size());
    assertEquals(1, layerOffences("paracel.base", "import paracel.data.*;").size());
  }

  @Test
  void layerFindsQualifiedNames() {
    assertEquals(
        List.of("3: paracel.worker must not use paracel.server.Shard"),
        layerOffences("paracel.worker", "class A {\n  paracel.server.Shard shard;\n}\n"));
  }

  @Test
  void layerLetsPassWhatIsAllowed() {
    assertEquals(List.of(), layerOffences("paracel.memory", "import paracel.base.Check;"));
    assertEquals(List.of(), layerOffences("paracel.fabric.shm", "import paracel.fabric.Wait;"));
    assertEquals(List.of(), layerOffences("paracel.fabric.shm", "import paracel.fabric.shm.X;"));
    assertEquals(List.of(), layerOffences("paracel.cli", "import paracel.fabric.FabricProvider;"));
    assertEquals(List.of(), layerOffences("paracel.solver", "import paracel.solver.ridge.R;"));
    assertEquals(List.of(), layerOffences("paracel.solver.lasso", "import paracel.solver.S;"));
    assertEquals(List.of(), layerOffences("paracel.bench.jmh", "import paracel.mailbox.Ring;"));
    String mention = "/** See {@link paracel.job.Job}. */ String s = \"paracel.job.X\";";
    assertEquals(List.of(), layerOffences("paracel.base", mention));
  }

  @Test
  void layerAsksForUnknownPackages() {
    List<String> offences = layerOffences("paracel.novel", "class A {}");
    assertEquals(1, offences.size());
    assertTrue(offences.getFirst().contains("add it to TidyTest.LAYERS"), offences.getFirst());
    assertEquals(1, layerOffences("paracel.fabric.novel", "class A {}").size());
  }

  @Test
  void disniStaysInRdma() {
    String use = "import com.ibm.disni.verbs.IbvQP;";
    assertEquals(1, TidyRules.disniOffences(java("package paracel.fabric;\n" + use)).size());
    assertEquals(List.of(), TidyRules.disniOffences(java("package paracel.rdma;\n" + use)));
    assertEquals(
        List.of(), TidyRules.disniOffences(java("package paracel.fabric;\n// com.ibm.disni\n")));
  }

  @Test
  void wordsAreFoundInCodeAndComments() {
    String text =
        """
        package paracel.base;
        class A { // TODO later
          ThreadLocal<String> local;
          void f(Exception e) {
            e.printStackTrace();
            System . exit(1);
          }
          /** The backend. */
        }
        """;
    List<String> offences = TidyRules.wordOffences(java(text), false);
    Set<String> lines =
        offences.stream().map(o -> o.substring(0, o.indexOf(':'))).collect(Collectors.toSet());
    assertEquals(Set.of("2", "3", "5", "6", "8"), lines, offences.toString());
    assertEquals(3, TidyRules.wordOffences(java(text), true).size());
  }

  @Test
  void wordsAreNotFoundInStringsOrOtherWords() {
    String text =
        """
        package paracel.cli;
        class A {
          String s = "TODO printStackTrace \\" FIXME";
          long n = ThreadLocalRandom.current().nextLong();
          void f() { System.exit(1); }
        }
        """;
    assertEquals(List.of(), TidyRules.wordOffences(java(text), false));
  }

  @Test
  void developersPathsAreFoundAnywhere() {
    String home = "/ho" + "me/";
    assertEquals(1, developerPaths("// see " + home + "ada/notes").size());
    assertEquals(1, developerPaths("String s = \"" + home + "ada\";").size());
    assertEquals(0, developerPaths("String s = directory + \"target" + home + "x\";").size());
  }

  private static List<String> developerPaths(String text) {
    return TidyRules.developerPathOffences(java(text));
  }

  @Test
  void formIsChecked() {
    assertEquals(List.of(), TidyRules.formOffences("x".repeat(100) + "\n"));
    assertEquals(List.of("1: 101 columns, at most 100"), form("x".repeat(101) + "\n"));
    assertEquals(List.of(), form("é".repeat(100) + "\n"));
    assertEquals(List.of(), form("import " + "x".repeat(101) + ";\n"));
    assertEquals(List.of("2: tab"), form("a\n\tb\n"));
    assertEquals(List.of("1: carriage return"), form("a\r\nb\n"));
    assertEquals(List.of("2: no newline at the end"), form("a\nb"));
    assertEquals(List.of(), form("a\n".repeat(500)));
    assertEquals(List.of("501: the file's lines, at most 500"), form("a\n".repeat(501)));
  }

  private static List<String> form(String text) {
    return TidyRules.formOffences(text);
  }

  @Test
  void longMethodsAreFound() {
    String lines = "    f();\n".repeat(69);
    assertEquals(List.of(), methods("class A {\n  void g() {\n" + lines.substring(9) + "  }\n}\n"));
    assertEquals(
        List.of("2: g has 71 lines, at most 70"),
        methods("class A {\n  void g() {\n" + lines + "  }\n}\n"));
    assertEquals(
        List.of("2: A has 71 lines, at most 70"),
        methods("record A(int x) {\n  public A {\n" + lines + "  }\n}\n"));
  }

  private static List<String> methods(String text) {
    return TidyRules.methodOffences(java(text));
  }

  @Test
  void methodsAreToldFromOtherBlocks() {
    String text =
        """
        /* a brace in a comment: { */
        @Table({"a{", "b"})
        public final class A<T extends Comparable<T>> implements B {
          private static final char OPEN = '{';
          private static final int[] SIZES = {1, 2};
          static final String BLOCK = \"""
              { " {
              \""";
          private final Runnable run = () -> { g(); };
          static { g(); }

          @Deprecated(since = "1")
          public <X> A(X x) throws IOException {
            for (int i = 0; i < 3; i++) { g(); }
            h(new Thread() {
              @Override
              public void run() { g(); }
            }, () -> { g(); });
            if (new A<>(x).equals(x)) { g(); }
          }

          enum E { ONE, TWO; int size() { return 2; } }
          interface I { default int i() { return switch (1) { default -> { yield 3; } }; } }
        }
        """;
    List<String> names = java(text).methods().stream().map(JavaText.Method::name).toList();
    assertEquals(List.of("static", "run", "A", "size", "i"), names);
    assertEquals(List.of(), TidyRules.staticFieldOffences(java(text)));
    JavaText.Method constructor = java(text).methods().get(2);
    assertEquals(12, constructor.line());
    assertEquals(9, constructor.lineCount());
  }

  @Test
  void mutableStaticsAreFound() {
    String text =
        """
        import static java.util.List.of;
        class A {
          static int count;
          private static volatile long[] sums = {1, 2};
          static final int FIXED = 1;
          static native int call(int x);
          static int f() { int local = 0; return local; }
          static class Inner { private static
              String name = "static final"; }
        }
        """;
    assertEquals(
        List.of(
            "3: static and not final: count",
            "4: static and not final: sums",
            "8: static and not final: name"),
        TidyRules.staticFieldOffences(java(text)));
  }

  @Test
  void unusedImportsAreFound() {
    String text =
        """
        import java.util.List;
        import java.util.Map;
        import java.util.Set;
        import static java.util.Map.entry;
        /** A {@link Set}. */
        class A { List<String> names = "Map entry"; }
        """;
    assertEquals(Set.of("Map", "entry"), java(text).unusedImports());
  }

  @Test
  void packagesNeedJavadoc() {
    String described = "/** What it is for. */\npackage paracel.x;\n";
    assertEquals(List.of(), TidyRules.packageInfoOffences(java(described)));
    assertEquals(1, TidyRules.packageInfoOffences(java("package paracel.x;\n")).size());
    assertEquals(1, TidyRules.packageInfoOffences(java("// a word\npackage paracel.x;\n")).size());
  }
}
