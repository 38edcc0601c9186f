package io.millrace.modelserver;

import io.millrace.modelserver.ModelWorkers.Urgency;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The texts that wait, those of each urgency in a line of their own, first come, first served. For one thread at a time. */
final class Lines {

    private final Map<Urgency, Line> lines = new EnumMap<>(Urgency.class);

    Lines() {
        for (Urgency urgency : Urgency.values()) {
            lines.put(urgency, new Line());
        }
    }

    /** One text of a call. */
    record Job(Call<?> call, int place, Urgency urgency) {}

    private static final class Line {
        /** What the latest job counts for in the mean, against all before it. */
        private static final double WEIGHT = 1.0 / 8;

        final Queue<Job> jobs = new ArrayDeque<>();
        double meanNanos;

        void took(long nanos) {
            meanNanos = meanNanos == 0 ? nanos : meanNanos + (nanos - meanNanos) * WEIGHT;
        }

        double nanos() {
            return jobs.size() * meanNanos;
        }
    }

    void add(Job job) {
        line(job.urgency()).jobs.add(job);
    }

    /** The most urgent that has waited longest; null where there is none. */
    @Nullable
    Job poll() {
        for (Line line : lines.values()) {
            Job job = line.jobs.poll();
            if (job != null) {
                return job;
            }
        }
        return null;
    }

    /** Forgets what of a call still waits. */
    void remove(Urgency urgency, Call<?> call) {
        line(urgency).jobs.removeIf(job -> job.call() == call);
    }

    int waiting(Urgency urgency) {
        return line(urgency).jobs.size();
    }

    /** Of all urgencies. */
    int waiting() {
        return lines.values().stream().mapToInt(line -> line.jobs.size()).sum();
    }

    /** How long one worker would have to do with what comes before a new call of this urgency, by what texts took lately. */
    double nanosBefore(Urgency urgency) {
        return lines.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo(urgency) <= 0)
                .mapToDouble(entry -> entry.getValue().nanos())
                .sum();
    }

    /** A text of this urgency took so long. */
    void took(Urgency urgency, long nanos) {
        line(urgency).took(nanos);
    }

    private Line line(Urgency urgency) {
        return Objects.requireNonNull(lines.get(urgency));
    }
}
