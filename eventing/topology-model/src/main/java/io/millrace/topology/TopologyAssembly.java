package io.millrace.topology;

import io.fabric8.knative.eventing.v1.Broker;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.knative.sources.v1.PingSource;
import io.fabric8.knative.sources.v1.SinkBinding;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.millrace.topology.TopologyReader.Declared;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Topology} of fabric8's objects and checks what refers to what. */
final class TopologyAssembly {

    private static final String DELIVERY_ORDER = "kafka.eventing.knative.dev/delivery.order";
    private static final String STEP_EMITS = "millrace.io/emits";
    private static final String STEP_REVISION = "millrace.io/revision";
    private static final String DEFAULT_NAMESPACE = "default";

    private final DeliveryProfile profile;
    private final List<TopologyProblem> problems;

    TopologyAssembly(DeliveryProfile profile, List<TopologyProblem> problems) {
        this.profile = profile;
        this.problems = problems;
    }

    /** Empty when there is no usable Broker; otherwise what could be made, while problems may have been noted. */
    Optional<Topology> assemble(
            Collection<Declared<Broker>> brokers,
            Collection<Declared<Trigger>> triggers,
            Collection<Declared<PingSource>> pingSources,
            Collection<Declared<SinkBinding>> sinkBindings) {
        if (brokers.size() != 1) {
            String names =
                    brokers.stream().map(b -> b.findings().file()).toList().toString();
            new Findings("topology", problems)
                    .add("", "has " + brokers.size() + " Brokers " + names + ".", "Declare exactly one.");
            return Optional.empty();
        }
        Declared<Broker> declared = brokers.iterator().next();
        Broker object = declared.object();
        BrokerSpec broker = new BrokerSpec(
                namespace(object.getMetadata()),
                object.getMetadata().getName(),
                declared.findings().file());
        DeliveryReader delivery = new DeliveryReader(
                object.getSpec() == null ? null : object.getSpec().getDelivery(), broker, profile, declared.findings());
        List<TriggerSpec> triggerSpecs = new ArrayList<>();
        triggers.forEach(t -> trigger(t, broker, delivery).ifPresent(triggerSpecs::add));
        List<PingSourceSpec> pingSpecs = new ArrayList<>();
        pingSources.forEach(p -> pingSource(p, broker).ifPresent(pingSpecs::add));
        List<SinkBindingSpec> bindings = new ArrayList<>();
        sinkBindings.forEach(
                b -> SinkBindingReader.read(b.object(), broker, b.findings()).ifPresent(bindings::add));
        return Optional.of(new Topology(broker, triggerSpecs, pingSpecs, bindings));
    }

    private Optional<TriggerSpec> trigger(Declared<Trigger> declared, BrokerSpec broker, DeliveryReader deliveries) {
        Findings findings = declared.findings();
        io.fabric8.knative.eventing.v1.@Nullable TriggerSpec spec =
                declared.object().getSpec();
        ObjectMeta metadata = declared.object().getMetadata();
        if (spec == null) {
            findings.add("spec", "is missing.", "Say broker, filter and subscriber.");
            return Optional.empty();
        }
        checkNamespace(metadata, broker, findings);
        findings.refuse("spec.brokerRef", spec.getBrokerRef() != null, "the topology has one Broker");
        if (!broker.name().equals(spec.getBroker())) {
            findings.add(
                    "spec.broker",
                    "'" + Objects.toString(spec.getBroker(), "") + "' is not declared.",
                    "Use '" + broker.name() + "'.");
        }
        EventFilter filter = FilterReader.read(spec, findings);
        Delivery delivery = deliveries.merged(spec.getDelivery(), findings);
        boolean ordered = ordered(metadata, findings);
        return DestinationReader.read(spec.getSubscriber(), "spec.subscriber", broker.namespace(), findings)
                .map(subscriber -> new TriggerSpec(
                        metadata.getName(),
                        broker.name(),
                        filter,
                        subscriber,
                        delivery,
                        ordered,
                        findings.file(),
                        step(metadata)));
    }

    private static StepSpec step(ObjectMeta metadata) {
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        List<String> emits = Arrays.stream(
                        annotations.getOrDefault(STEP_EMITS, "").split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .toList();
        return new StepSpec(emits, annotations.getOrDefault(STEP_REVISION, "").strip());
    }

    private static boolean ordered(ObjectMeta metadata, Findings findings) {
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        String order = annotations.getOrDefault(DELIVERY_ORDER, "unordered");
        if (!order.equals("ordered") && !order.equals("unordered")) {
            findings.add(
                    "metadata.annotations." + DELIVERY_ORDER,
                    "'" + order + "' is unknown.",
                    "Use ordered or unordered.");
        }
        return order.equals("ordered");
    }

    private static Optional<PingSourceSpec> pingSource(Declared<PingSource> declared, BrokerSpec broker) {
        Findings findings = declared.findings();
        io.fabric8.knative.sources.v1.@Nullable PingSourceSpec spec =
                declared.object().getSpec();
        ObjectMeta metadata = declared.object().getMetadata();
        if (spec == null) {
            findings.add("spec", "is missing.", "Say schedule, data and sink.");
            return Optional.empty();
        }
        checkNamespace(metadata, broker, findings);
        Optional<CronSchedule> schedule = schedule(spec, findings);
        Optional<Destination> sink = DestinationReader.read(spec.getSink(), "spec.sink", broker.namespace(), findings);
        sink.ifPresent(s -> {
            if (!(s instanceof Destination.Ref ref
                    && ref.kind().equals("Broker")
                    && ref.name().equals(broker.name()))) {
                findings.add("spec.sink", s + " is not the Broker.", "Send to Broker '" + broker.name() + "'.");
            }
        });
        if (schedule.isEmpty() || sink.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> extensions = spec.getCeOverrides() == null
                ? Map.of()
                : Objects.requireNonNullElse(spec.getCeOverrides().getExtensions(), Map.of());
        return Optional.of(new PingSourceSpec(
                namespace(metadata),
                metadata.getName(),
                schedule.get(),
                Objects.requireNonNullElse(spec.getContentType(), ""),
                ByteBuffer.wrap(data(spec, findings)),
                extensions,
                sink.get(),
                findings.file()));
    }

    private static Optional<CronSchedule> schedule(
            io.fabric8.knative.sources.v1.PingSourceSpec spec, Findings findings) {
        String expression = Objects.requireNonNullElse(spec.getSchedule(), "");
        String zone = Objects.requireNonNullElse(spec.getTimezone(), "UTC");
        try {
            return Optional.of(new CronSchedule(expression, ZoneId.of(zone)));
        } catch (DateTimeException e) {
            findings.add("spec.timezone", "'" + zone + "' is no time zone.", "Use one such as Europe/Berlin.");
        } catch (IllegalArgumentException e) {
            findings.add(
                    "spec.schedule",
                    "'" + expression + "' is no cron expression: " + e.getMessage() + ".",
                    "Write minute, hour, day of month, month and day of week.");
        }
        return Optional.empty();
    }

    private static byte[] data(io.fabric8.knative.sources.v1.PingSourceSpec spec, Findings findings) {
        String data = Objects.requireNonNullElse(spec.getData(), "");
        String base64 = Objects.requireNonNullElse(spec.getDataBase64(), "");
        if (!data.isEmpty() && !base64.isEmpty()) {
            findings.add("spec.dataBase64", "is given together with data.", "Keep one of the two.");
        }
        if (base64.isEmpty()) {
            return data.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            findings.add("spec.dataBase64", "is not base64: " + e.getMessage() + ".", "Encode the data as base64.");
            return new byte[0];
        }
    }

    private static void checkNamespace(ObjectMeta metadata, BrokerSpec broker, Findings findings) {
        if (!namespace(metadata).equals(broker.namespace())) {
            findings.add(
                    "metadata.namespace",
                    "'" + namespace(metadata) + "' is not the Broker's.",
                    "Use '" + broker.namespace() + "'.");
        }
    }

    private static String namespace(ObjectMeta metadata) {
        return Objects.requireNonNullElse(metadata.getNamespace(), DEFAULT_NAMESPACE);
    }
}
