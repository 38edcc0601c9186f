package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs what a CronJob would run, now, as {@code kubectl create job --from} does; and waits until something that runs to an end has ended. */
final class JobRun {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);
    private static final int LINES = 20;

    /**
     * How it ended.
     *
     * @param reason empty where it went well
     */
    record End(boolean good, String reason) {}

    /** What an object's status says of its end; empty while it runs. */
    interface Ending {
        Optional<End> of(ObjectNode live);
    }

    private final Cluster cluster;
    private final Pace pace;
    private final Consumer<String> say;
    private final Duration timeout;

    JobRun(Cluster cluster, Pace pace, Consumer<String> say, Duration timeout) {
        this.cluster = cluster;
        this.pace = pace;
        this.say = say;
        this.timeout = timeout;
    }

    /** A name that nothing has yet: a second run in the same second would be the first one's. */
    String stamped(String name) {
        return name + "-" + STAMP.format(pace.now());
    }

    /** Starts a Job of a CronJob's template, with some variables set anew. It goes with the CronJob. */
    ObjectName start(ObjectNode cronJob, Map<String, String> variables) {
        ObjectName from = ObjectName.of(cronJob);
        ObjectName name = new ObjectName("batch/v1", "Job", from.namespace(), stamped(from.name()));
        ObjectNode job = JsonNodeFactory.instance.objectNode();
        job.put("apiVersion", name.apiVersion()).put("kind", name.kind());
        ObjectNode metadata = job.putObject("metadata").put("name", name.name()).put("namespace", name.namespace());
        JsonNode labels = cronJob.at("/metadata/labels/app.kubernetes.io~1name");
        metadata.putObject("labels")
                .put("app.kubernetes.io/name", labels.asText(from.name()))
                .put("app.kubernetes.io/part-of", Conflict.US);
        metadata.putObject("annotations").put("cronjob.kubernetes.io/instantiate", "manual");
        String uid = cronJob.at("/metadata/uid").asText();
        if (!uid.isEmpty()) {
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", from.apiVersion())
                    .put("kind", from.kind())
                    .put("name", from.name())
                    .put("uid", uid);
        }
        ObjectNode spec = cronJob.at("/spec/jobTemplate/spec").deepCopy();
        job.set("spec", spec);
        spec.at("/template/spec/containers").forEach(container -> set((ObjectNode) container, variables));
        cluster.apply(name, job, Conflict.US, false, false);
        say.accept("  " + name + ": started");
        return name;
    }

    private static void set(ObjectNode container, Map<String, String> variables) {
        for (JsonNode variable : container.withArray("/env")) {
            String name = variable.path("name").asText();
            if (variables.containsKey(name) && variable instanceof ObjectNode changed) {
                changed.removeAll();
                changed.put("name", name).put("value", variables.get(name));
            }
        }
    }

    /** Waits for the end, and says meanwhile what keeps it. */
    End await(ObjectName name, Ending ending) {
        Diagnosis diagnosis = new Diagnosis(cluster);
        long start = pace.nanos();
        long told = start;
        String last = "";
        while (true) {
            Optional<ObjectNode> live = cluster.get(name);
            if (live.isEmpty()) {
                return new End(false, "someone removed " + name + ". Remedy: start it again");
            }
            Optional<End> end = ending.of(live.get());
            if (end.isPresent()) {
                return end.get();
            }
            Trouble trouble = diagnosis.of(live.get(), "runs");
            boolean silent = pace.nanos() - told >= BETWEEN_WORDS.toNanos();
            if (!trouble.toString().equals(last) || silent) {
                last = trouble.toString();
                told = pace.nanos();
                say.accept("  " + name + ": " + last + after(pace.nanos() - start));
            }
            if (pace.nanos() - start >= timeout.toNanos()) {
                return new End(
                        false,
                        "has not ended in " + timeout.toMinutes() + " minutes: " + last
                                + ". It goes on. Remedy: see kubectl describe "
                                + name.kind().toLowerCase(Locale.ROOT)
                                + " -n " + name.namespace() + " " + name.name() + ", or wait longer with --timeout");
            }
            pace.pause(BETWEEN_LOOKS);
        }
    }

    private static String after(long nanos) {
        long seconds = Duration.ofNanos(nanos).toSeconds();
        return seconds == 0 ? "" : " (" + seconds + " s)";
    }

    /** The end of a Job. */
    static Optional<End> ofJob(ObjectNode live) {
        for (JsonNode condition : live.at("/status/conditions")) {
            if (condition.path("status").asText().equals("True")) {
                switch (condition.path("type").asText()) {
                    case "Complete" -> {
                        return Optional.of(new End(true, ""));
                    }
                    case "Failed" -> {
                        return Optional.of(
                                new End(false, condition.path("message").asText()));
                    }
                    default -> {}
                }
            }
        }
        return Optional.empty();
    }

    /** The last lines that a Job's latest pod wrote; none where they may not be read. */
    List<String> said(ObjectName job) {
        try {
            return cluster
                    .client()
                    .pods()
                    .inNamespace(job.namespace())
                    .withLabel("batch.kubernetes.io/job-name", job.name())
                    .list()
                    .getItems()
                    .stream()
                    .max(Comparator.comparing(
                            pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())))
                    .map(this::log)
                    .map(text -> text.strip().lines().toList())
                    .orElse(List.of());
        } catch (KubernetesClientException e) {
            return List.of();
        }
    }

    private String log(Pod pod) {
        return cluster.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .tailingLines(LINES)
                .getLog();
    }
}
