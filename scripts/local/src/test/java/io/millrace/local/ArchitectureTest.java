package io.millrace.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directions of architecture §4: what each module may know of the others. */
class ArchitectureTest {

    private static final String ROOT = "io.millrace.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");

    private static final List<String> FUNCTIONS = List.of(
            "intake", "chunking", "embedding", "reranking", "answering", "reindexing", "deadletters", "capture");

    /** Each module (by its package below io.millrace) and the modules that it may depend on. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("core", List.of()),
            Map.entry("contracts", List.of("core")),
            Map.entry("client", List.of("core")),
            Map.entry("runtime", List.of("core", "contracts", "client")),
            Map.entry("index", List.of("core")),
            Map.entry("parse", List.of("core")),
            Map.entry("source", List.of("core")),
            Map.entry("cache", List.of("core")),
            Map.entry("intake", List.of("core", "contracts", "runtime", "source")),
            Map.entry("chunking", List.of("core", "contracts", "runtime", "source", "parse")),
            Map.entry("embedding", List.of("core", "contracts", "runtime")),
            Map.entry("reranking", List.of("core", "contracts", "runtime")),
            Map.entry("answering", List.of("core", "contracts", "runtime", "source", "cache")),
            Map.entry("reindexing", List.of("core", "contracts", "runtime", "source")),
            Map.entry("deadletters", List.of("core", "contracts", "runtime")),
            Map.entry("capture", List.of("core", "contracts", "runtime", "source")),
            Map.entry("testkit", List.of("core")),
            Map.entry("topology", List.of("core", "contracts")),
            Map.entry("broker", List.of("core", "topology")),
            Map.entry("deployer", List.of("core", "topology")),
            Map.entry("catalog", List.of("core")),
            Map.entry("modelserver", List.of("core", "catalog")),
            Map.entry(
                    "bench",
                    List.of("core", "topology", "broker", "parse", "client", "index", "cli", "catalog", "modelserver")),
            Map.entry("cli", List.of("core", "catalog", "client", "source", "topology", "deployer")));

    static Stream<String> modules() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleKnowsOnlyWhatItMay(String module) {
        List<String> allowed = new ArrayList<>();
        allowed.add(ROOT + module + "..");
        MAY_KNOW.getOrDefault(module, List.of()).forEach(known -> allowed.add(ROOT + known + ".."));
        DescribedPredicate<JavaClass> ours = resideInAnyPackage("io.millrace..");
        DescribedPredicate<JavaClass> forbidden = ours.and(resideOutsideOfPackages(allowed.toArray(String[]::new)));
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat(forbidden);

        rule.check(CLASSES);
    }

    @Test
    void everyModuleHasARule() {
        classes()
                .that()
                .resideInAPackage("io.millrace..")
                .and()
                .resideOutsideOfPackage("io.millrace.local..")
                .should()
                .resideInAnyPackage(
                        modules().map(module -> ROOT + module + "..").toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void coreIsFreeOfFrameworks() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "io.vertx..",
                        "io.smallrye..",
                        "com.fasterxml..",
                        "io.cloudevents..",
                        "okhttp3..")
                .check(CLASSES);
    }

    @Test
    void functionsAreThin() {
        for (String function : FUNCTIONS) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + function + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.lucene..", "org.apache.tika..", "ai.onnxruntime..")
                    .check(CLASSES);
        }
    }
}
