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

        assertThat(services.limits().keySet()).isEqualTo(LocalStack.FUNCTIONS);
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
                            .computeIfAbsent(function.name(), name -> new TreeSet<>())
                            .add(type.type()));
        }

        assertThat(byContract).isEqualTo(byAnnotations());
        assertThat(FunctionContract.ALL).extracting(FunctionContract::name).hasSameElementsAs(LocalStack.FUNCTIONS);
    }

    /** Whoever names a type outside of an annotation emits it, and whoever announces documents both types that the announcer names. */
    @Test
    void theContractsNameWhatTheCodeEmits() {
        Map<String, Set<String>> byContract = new TreeMap<>();
        Map<String, Set<String>> byCode = new TreeMap<>();
        for (FunctionContract function : FunctionContract.ALL) {
            Set<String> emitted = new TreeSet<>();
            function.starts().forEach(type -> emitted.add(type.name()));
            function.handles().values().forEach(types -> types.forEach(type -> emitted.add(type.name())));
            byContract.put(function.name(), emitted);
            byCode.put(
                    function.name(),
                    classes(function)
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
        for (FunctionContract function : FunctionContract.ALL) {
            Set<Dependency> used = EnumSet.noneOf(Dependency.class);
            dependencies(function).forEach(name -> {
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
            assertThat(used).as(function.name()).isEqualTo(function.waitsFor());
        }
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

    private static Stream<String> dependencies(FunctionContract function) {
        return classes(function)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .distinct();
    }

    private static Stream<JavaClass> classes(FunctionContract function) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName()
                        .equals("io.millrace." + function.name().replace("-", "")));
    }

    private static Map<String, Set<String>> byTriggers() {
        Map<String, Set<String>> byFunction = new TreeMap<>();
        for (TriggerSpec trigger : TOPOLOGY.triggers()) {
            Destination.Ref function = (Destination.Ref) trigger.subscriber();
            Arrays.stream(EventType.values())
                    .map(EventType::type)
                    .filter(trigger.filter()::couldMatchType)
                    .forEach(type -> byFunction
                            .computeIfAbsent(function.name(), name -> new TreeSet<>())
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
