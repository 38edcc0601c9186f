package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.contracts.Dependency;
import io.millrace.contracts.EventType;
import io.millrace.contracts.FunctionContract;
import io.millrace.parse.tika.ParseLimits;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EmbedderConfig;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.GeneratorConfig;
import io.millrace.runtime.RerankerConfig;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.Destination;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import io.millrace.topology.flow.TopologyCheck;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The YAML of eventing/topology and the functions' annotations say the same. */
class TopologyTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Topology TOPOLOGY = Topology.load(REPOSITORY.resolve("eventing/topology"));
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");

    @Test
    void triggersAndAnnotationsAgreeBothWays() {
        assertThat(byTriggers()).isEqualTo(byAnnotations());
    }

    @Test
    void theTopologyFitsTheFunctionsAndTheirServices() {
        FunctionServices services = FunctionServices.read(REPOSITORY.resolve("knative/base"), TOPOLOGY.broker());

        assertThat(services.limits())
                .containsOnlyKeys(FunctionContract.ALL.stream()
                        .map(FunctionContract::name)
                        .toList());
        assertThat(TopologyCheck.problems(TOPOLOGY, services, DeliveryProfile.KAFKA))
                .isEmpty();
    }

    @Test
    void theContractsNameWhatTheCodeTakes() {
        Map<String, Set<String>> byContract = new TreeMap<>();
        for (FunctionContract function : FunctionContract.ALL) {
            function.handles().keySet().stream()
                    .filter(type -> type.role() != EventType.Role.NOTIFICATION)
                    .forEach(type -> byContract
                            .computeIfAbsent(function.program(), name -> new TreeSet<>())
                            .add(type.type()));
        }

        assertThat(byContract).isEqualTo(byAnnotations());
    }

    /** Whoever names a type outside of an annotation emits it, and whoever announces documents both types that the announcer names. */
    @Test
    void theContractsNameWhatTheCodeEmits() {
        Map<String, Set<String>> byContract = new TreeMap<>();
        Map<String, Set<String>> byCode = new TreeMap<>();
        for (FunctionContract function : FunctionContract.ALL) {
            Set<String> emitted = byContract.computeIfAbsent(function.program(), name -> new TreeSet<>());
            function.starts().forEach(type -> emitted.add(type.name()));
            function.handles().values().forEach(types -> types.forEach(type -> emitted.add(type.name())));
            byCode.put(
                    function.program(),
                    classes(function.program())
                            .flatMap(TopologyTest::withAnnouncer)
                            .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                            .filter(access -> access.getTarget().getOwner().isEquivalentTo(EventType.class))
                            .map(access -> access.getTarget().getName())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        assertThat(byCode).isEqualTo(byContract);
    }

    @Test
    void theContractsNameWhatTheCodeWaitsFor() throws ReflectiveOperationException {
        assertThat(Dependency.EMBEDDER.deadline()).isEqualTo(declared(EmbedderConfig.class));
        assertThat(Dependency.GENERATOR.deadline()).isEqualTo(declared(GeneratorConfig.class));
        assertThat(Dependency.RERANKER.deadline()).isEqualTo(declared(RerankerConfig.class));
        assertThat(Dependency.PARSER.deadline()).isEqualTo(ParseLimits.DEFAULT.wholeCall());
        assertThat(Dependency.BROKER.deadline()).isEqualTo(EventSink.TIMEOUT);
        Map<String, Set<Dependency>> declared = new TreeMap<>();
        FunctionContract.ALL.forEach(
                function -> declared.computeIfAbsent(function.program(), name -> EnumSet.noneOf(Dependency.class))
                        .addAll(function.waitsFor()));
        declared.forEach((program, waitsFor) -> {
            Set<Dependency> used = EnumSet.noneOf(Dependency.class);
            dependencies(program).forEach(name -> {
                switch (name) {
                    case "io.millrace.core.embed.Embedder", "io.millrace.core.chunk.TokenCounter" ->
                        used.add(Dependency.EMBEDDER);
                    case "io.millrace.core.rerank.Reranker" -> used.add(Dependency.RERANKER);
                    case "io.millrace.core.answer.Generator" -> used.add(Dependency.GENERATOR);
                    case "io.millrace.parse.tika.TikaDocumentParser" -> used.add(Dependency.PARSER);
                    case "io.millrace.runtime.EventSink" -> used.add(Dependency.BROKER);
                    default -> {
                        // needs no waiting
                    }
                }
            });
            assertThat(used).as(program).isEqualTo(waitsFor);
        });
    }

    private static Duration declared(Class<?> config) throws ReflectiveOperationException {
        String seconds =
                config.getMethod("timeout").getAnnotation(WithDefault.class).value();
        return Duration.parse("PT" + seconds);
    }

    private static Stream<JavaClass> withAnnouncer(JavaClass type) {
        boolean announces = type.getConstructorCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(DocumentAnnouncer.class));
        return announces ? Stream.of(type, CLASSES.get(DocumentAnnouncer.class)) : Stream.of(type);
    }

    private static Stream<String> dependencies(String program) {
        return classes(program)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .distinct();
    }

    private static Stream<JavaClass> classes(String program) {
        return CLASSES.stream().filter(type -> type.getPackageName().equals("io.millrace." + program.replace("-", "")));
    }

    private static Map<String, Set<String>> byTriggers() {
        Map<String, Set<String>> byFunction = new TreeMap<>();
        for (TriggerSpec trigger : TOPOLOGY.triggers()) {
            Destination.Ref subscriber = (Destination.Ref) trigger.subscriber();
            String program =
                    FunctionContract.of(subscriber.name()).orElseThrow().program();
            Arrays.stream(EventType.values())
                    .map(EventType::type)
                    .filter(trigger.filter()::couldMatchType)
                    .forEach(type -> byFunction
                            .computeIfAbsent(program, name -> new TreeSet<>())
                            .add(type));
        }
        return byFunction;
    }

    private static Map<String, Set<String>> byAnnotations() {
        Map<String, Set<String>> byFunction = new TreeMap<>();
        CLASSES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(CloudEventMapping.class))
                .forEach(method -> {
                    String type =
                            method.getAnnotationOfType(CloudEventMapping.class).trigger();
                    if (EventType.ofType(type).orElseThrow().role() != EventType.Role.NOTIFICATION) {
                        String function = method.getOwner().getPackageName().substring("io.millrace.".length());
                        byFunction
                                .computeIfAbsent(function, name -> new TreeSet<>())
                                .add(type);
                    }
                });
        return byFunction;
    }
}
