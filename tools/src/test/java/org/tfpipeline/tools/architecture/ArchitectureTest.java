package org.tfpipeline.tools.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which package may use which. Arrows between modules are Maven's business; this is about what is
 * inside them.
 */
class ArchitectureTest {

  private static final String ROOT = "org.tfpipeline.";

  private static final ImmutableSet<String> MODEL =
      ImmutableSet.of(
          "model.variables",
          "model.nn",
          "model.vit",
          "model.dino",
          "model.selfpatch",
          "model.optim");

  /**
   * For each package, subpackages included, the others it may use. A new package gets a line of its
   * own.
   */
  private static final ImmutableMap<String, ImmutableSet<String>> ALLOWED =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put("tfrecords", ImmutableSet.of())
          .put("model.variables", ImmutableSet.of())
          .put("model.nn", ImmutableSet.of("model.variables"))
          .put("model.vit", ImmutableSet.of("model.nn", "model.variables"))
          .put("model.dino", ImmutableSet.of("model.nn", "model.variables", "model.vit"))
          .put(
              "model.selfpatch",
              ImmutableSet.of("model.dino", "model.nn", "model.variables", "model.vit"))
          .put("model.optim", ImmutableSet.of("model.variables"))
          .put("pipeline.device", ImmutableSet.of())
          .put("pipeline.input", and(MODEL, "tfrecords", "pipeline.device"))
          .put("pipeline.export", and(MODEL, "tfrecords", "pipeline.device"))
          .put("pipeline.safetensors", ImmutableSet.of())
          .put(
              "pipeline.interchange",
              and(MODEL, "pipeline.device", "pipeline.export", "pipeline.safetensors"))
          .put(
              "pipeline.train",
              and(
                  MODEL,
                  "tfrecords",
                  "pipeline.device",
                  "pipeline.export",
                  "pipeline.input",
                  "pipeline.interchange",
                  "pipeline.safetensors"))
          .put(
              "pipeline.eval",
              and(
                  MODEL,
                  "tfrecords",
                  "pipeline.device",
                  "pipeline.export",
                  "pipeline.input",
                  "pipeline.train"))
          .put(
              "pipeline.config",
              and(
                  MODEL,
                  "tfrecords",
                  "pipeline.device",
                  "pipeline.export",
                  "pipeline.input",
                  "pipeline.train"))
          .buildOrThrow();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar")) // Other modules' tests.
          .importPackages("org.tfpipeline");

  @TestFactory
  Stream<DynamicTest> packagesUseOnlyWhatTheTableAllows() {
    return ALLOWED.entrySet().stream()
        .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> checkRow(row)));
  }

  private static void checkRow(Map.Entry<String, ImmutableSet<String>> row) {
    String[] allowed =
        Sets.union(row.getValue(), ImmutableSet.of(row.getKey())).stream()
            .map(ArchitectureTest::tree)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(tree(row.getKey()))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.tfpipeline..").and(not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  @Test
  void everyPackageBelowTheToolsIsInTheTable() {
    var missing =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith(ROOT + "tools"))
            .filter(
                name ->
                    ALLOWED.keySet().stream()
                        .noneMatch(row -> (name + ".").startsWith(ROOT + row + ".")))
            .collect(Collectors.toSet());
    assertThat(missing).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.tfpipeline.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheConfigurationSeesItsSchema() {
    noClasses()
        .that()
        .resideOutsideOfPackage(tree("pipeline.config"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(tree("pipeline.config.proto"))
        .check(CLASSES);
  }

  /**
   * Records, SavedModels and event files are protocol buffers of TensorFlow's; networks and
   * training are not.
   */
  @Test
  void protocolBuffersStayAtTheEdges() {
    noClasses()
        .that()
        .resideInAnyPackage(
            tree("model"), tree("pipeline.input"), tree("pipeline.device"), tree("tools.cli"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.protobuf..")
        .check(CLASSES);
  }

  private static ImmutableSet<String> and(ImmutableSet<String> some, String... more) {
    return ImmutableSet.<String>builder().addAll(some).add(more).build();
  }

  /** A package and those below it. */
  private static String tree(String name) {
    return ROOT + name + "..";
  }
}
