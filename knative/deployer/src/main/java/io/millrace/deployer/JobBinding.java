package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A SinkBinding of Jobs. A Job is told where to send as it is created, or never, since its pods' template can't be changed: so the binding comes first, and one that
 * finds a Job of before can only fail.
 */
final class JobBinding {

    private JobBinding() {}

    static boolean isOne(ObjectName name, JsonNode content) {
        return name.is("sources.knative.dev", "SinkBinding")
                && content.at("/spec/subject/kind").asText().equals("Job");
    }

    /** Whether it means the Job, by its name or labels. */
    static boolean binds(DeclaredObject binding, DeclaredObject job) {
        if (!isOne(binding.name(), binding.content())
                || !job.name().is("batch", "Job")
                || !job.name().namespace().equals(binding.name().namespace())) {
            return false;
        }
        JsonNode subject = binding.content().path("spec").path("subject");
        if (subject.hasNonNull("name")) {
            return subject.path("name").asText().equals(job.name().name());
        }
        JsonNode labels = job.content().at("/metadata/labels");
        return subject.at("/selector/matchLabels").properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey())));
    }
}
