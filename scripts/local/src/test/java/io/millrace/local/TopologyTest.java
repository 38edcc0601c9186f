package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.contracts.EventType;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The YAML of eventing/topology and the functions' annotations say the same. */
class TopologyTest {

    private static final Topology TOPOLOGY =
            Topology.load(Path.of(System.getProperty("millrace.repository"), "eventing", "topology"));
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");

    @Test
    void triggersAndAnnotationsAgreeBothWays() {
        assertThat(byTriggers()).isEqualTo(byAnnotations());
    }

    @Test
    void theTopologyFitsTheFunctionsAndTheEventTypes() {
        Set<String> types = Arrays.stream(EventType.values())
                .filter(type -> type.role() == EventType.Role.STEP)
                .map(EventType::type)
                .collect(Collectors.toSet());

        assertThat(TOPOLOGY.problems(types, LocalStack.FUNCTIONS)).isEmpty();
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
