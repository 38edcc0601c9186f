package io.millrace.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.NotificationRefused;
import io.millrace.contracts.notification.DebeziumEvents;
import io.millrace.contracts.notification.NotificationRecords;
import io.millrace.contracts.notification.ObjectChanges;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.ingest.ObjectAnnouncer;
import io.millrace.core.ingest.ObjectAnnouncer.Outcome;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Backlog;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Gatherers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the records of notifications one by one. What can't be taken, now or ever, is handed to the broker, where it becomes a dead letter. */
@Singleton
class NotificationIntake {

    static final String NAME = "intake";

    private static final Logger LOG = Logger.getLogger(NotificationIntake.class);

    /** Records under way at once. Each waits for two synced writes, and notifiers give up after 15 seconds (SNS); the order of changes is in their positions. */
    private static final int AT_ONCE = 64;

    private static final String IGNORED = "ignored";
    private static final String REFUSED = "refused";

    private final ObjectAnnouncer announcer;
    private final RowIntake rows;
    private final EventSink sink;
    private final Backlog backlog;
    private final NotifierToken token;
    private final RequestTrace trace;
    private final IntakeConfig config;

    NotificationIntake(
            RegisteredSources registered,
            Instance<DocumentSource> sources,
            Ledger ledger,
            RowIntake rows,
            EventSink sink,
            Backlog backlog,
            NotifierToken token,
            RequestTrace trace,
            IntakeConfig config) {
        this.announcer = new ObjectAnnouncer(registered, sources.stream().toList(), ledger);
        this.rows = rows;
        this.sink = sink;
        this.backlog = backlog;
        this.token = token;
        this.trace = trace;
        this.config = config;
    }

    /**
     * Takes all records; when this returns, what they came to is durable.
     *
     * @return how many came to what: changed, removed, unchanged, elsewhere, reindexing, ignored, refused
     * @throws ProblemException a retryable one when something that is needed is away: the same notification again does the rest
     */
    Map<String, Integer> takeAll(JsonNode notification) {
        backlog.requireRoom();
        EventContext cause = trace.start(DocumentKey.DEFAULT_TENANT);
        List<Attempt> attempts = NotificationRecords.of(notification, config.maxRecords()).stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, each -> attempt(each, cause)))
                .toList();
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Attempt attempt : attempts) {
            if (attempt.failure() != null) {
                throw attempt.failure();
            }
            attempt.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
        }
        return outcomes;
    }

    /** What one record came to. A failure is a value here: thrown, it would interrupt the others in the middle of their writes. */
    private record Attempt(
            Map<String, Integer> outcomes, @Nullable RuntimeException failure) {}

    private Attempt attempt(JsonNode record, EventContext cause) {
        try {
            return new Attempt(takeOrRefuse(record, cause), null);
        } catch (RuntimeException e) {
            return new Attempt(Map.of(), e);
        }
    }

    private Map<String, Integer> takeOrRefuse(JsonNode record, EventContext cause) {
        try {
            return take(record, cause);
        } catch (ProblemException e) {
            if (e.problem().category().retryable()) {
                throw e;
            }
            refuse(DebeziumEvents.withoutRow(record).toString(), e.problem(), cause);
            return Map.of(REFUSED, 1);
        }
    }

    /**
     * Takes a record that was refused before.
     *
     * @throws ProblemException where it is refused again
     */
    void retake(NotificationRefused refused, EventContext cause) {
        token.requireSealed(refused.record(), refused.seal());
        try {
            take(ContractJson.mapper().readTree(refused.record()), cause);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    new Problem(Category.INVALID, "notification-invalid", "the notification is no JSON"), e);
        }
    }

    private Map<String, Integer> take(JsonNode record, EventContext cause) {
        String key = Digest.of("notification", record.toString());
        if (DebeziumEvents.is(record)) {
            return rows.take(DebeziumEvents.change(record), key, cause);
        }
        List<ObjectChange> changes = ObjectChanges.of(record);
        if (changes.isEmpty()) {
            return Map.of(IGNORED, 1);
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (ObjectChange change : changes) {
            Outcome outcome = announcer.take(change, key, new DocumentAnnouncer(sink, NAME, cause));
            if (outcome == Outcome.ELSEWHERE) {
                LOG.debugf("%s lies below no registered root of its bucket", change.object());
            }
            outcomes.merge(outcome.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
        return outcomes;
    }

    /**
     * A notifier that got a 4xx would send for ever or forget; so it gets a 2xx, and the broker an event that intake itself refuses. That makes
     * it a dead letter as any other: listed, and replayed once the reason is gone.
     */
    private void refuse(String record, Problem problem, EventContext cause) {
        if (record.length() > NotificationRefused.MAX_RECORD_LENGTH) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "notification-too-large",
                    "a record that can't be taken (" + problem.code() + ") is too large to be kept: it has "
                            + record.length() + " characters, the most is " + NotificationRefused.MAX_RECORD_LENGTH);
        }
        LOG.warnf("a notification becomes a dead letter: %s: %s", problem.code(), problem.detail());
        NotificationRefused refused =
                new NotificationRefused(record, problem.code(), problem.detail(), token.seal(record));
        sink.publish(EventEnvelope.of(EventType.NOTIFICATION_REFUSED, refused, NAME, cause.next()));
    }
}
