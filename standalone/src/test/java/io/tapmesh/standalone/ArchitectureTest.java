package io.tapmesh.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may depend on whom: the table of docs/architecture.md, without exceptions. */
class ArchitectureTest {

  private static final String OURS = "io.tapmesh..";
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)/` \\| [^|]+ \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  private static JavaClasses ours;

  /** The packages that each module may use, its own among them; read from the page. */
  private static Map<String, Set<String>> mayUse;

  @BeforeAll
  static void read() throws IOException {
    mayUse = readTable(Files.readAllLines(Path.of("../docs/architecture.md")));
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tapmesh");
  }

  @Test
  void usesNoModuleButThoseItMay() {
    mayUse.forEach(
        (module, allowed) ->
            noClasses()
                .that()
                .resideInAPackage("io.tapmesh." + module + "..")
                .should()
                .dependOnClassesThat(
                    resideInAPackage(OURS).and(not(resideInAnyPackage(packages(allowed)))))
                .check(ours));
  }

  @Test
  void knowsEveryClassOfOursAndSomeOfEachModule() {
    assertThat(mayUse.keySet())
        .containsExactly(
            "schemas", "proxy", "collector", "api", "embedded", "standalone", "benchmarks");
    classes().should().resideInAnyPackage(packages(mayUse.keySet())).check(ours);
    for (String module : mayUse.keySet()) {
      assertThat(ours).anyMatch(type -> type.getPackageName().startsWith("io.tapmesh." + module));
    }
  }

  @Test
  void keepsTheShopIgnorantOfTheMesh() {
    noClasses()
        .that()
        .resideInAPackage("io.tapmesh.standalone.shop..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS)
                .and(not(resideInAPackage("io.tapmesh.standalone.shop..")))
                .or(resideInAnyPackage("io.opentelemetry..", "io.netty..", "org.apache.kafka..")))
        .check(ours);
  }

  @Test
  void letsOnlyMainsEndTheProcess() {
    noClasses()
        .that(not(isMain()))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(ours);
  }

  private static DescribedPredicate<JavaClass> isMain() {
    return DescribedPredicate.describe(
        "a class named Main", type -> type.getSimpleName().equals("Main"));
  }

  /** Rows look like: | `collector/` | what it does | `schemas` |. */
  private static Map<String, Set<String>> readTable(List<String> lines) {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && !row.group(1).equals("ui")) {
        Set<String> allowed = new LinkedHashSet<>(Set.of(packageOf(row.group(1))));
        if (row.group(2).equals("all of the above")) {
          allowed.addAll(table.keySet());
        }
        NAME.matcher(row.group(2)).results().forEach(name -> allowed.add(packageOf(name.group(1))));
        table.put(packageOf(row.group(1)), allowed);
      }
    }
    return table;
  }

  private static String packageOf(String module) {
    return switch (module) {
      case "tap-proxy" -> "proxy";
      case "analytics-api" -> "api";
      default -> module;
    };
  }

  private static String[] packages(Set<String> modules) {
    return modules.stream().map(name -> "io.tapmesh." + name + "..").toArray(String[]::new);
  }
}
