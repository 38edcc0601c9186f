package io.millrace.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Sequence;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterOutcomesTest {

    private static final String URI = "upload:/diary";
    private static final DocumentKey DIARY = DocumentKey.of(DocumentKey.DEFAULT_TENANT, URI);
    private static final AccessList ANN = new AccessList(List.of("user:ann"));
    private static final EventContext CONTEXT = EventContext.start(DocumentKey.DEFAULT_TENANT);

    private final LuceneStore store = LuceneStore.open(
            new ByteBuffersDirectory(),
            new LuceneSettings(16, Duration.ZERO, 5000, Duration.ofHours(24)),
            Clock.systemUTC());
    private final DeadLetterOutcomes outcomes = new DeadLetterOutcomes(store);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRemovalThatFailedShowsAPrivateDocumentToNobodyElse() {
        store.note(DIARY, URI, ANN, Sequence.ofNumber(1));
        JsonNode removal = ContractJson.mapper()
                .valueToTree(new DocumentRemoved(
                        DIARY.id(),
                        Sequence.ofNumber(2).value(),
                        DocumentKey.DEFAULT_TENANT,
                        URI,
                        Instant.parse("2026-01-01T00:00:00Z")));

        assertThat(outcomes.of(removal, "no answer", CONTEXT)).isPresent();

        assertThat(state().state()).isEqualTo(State.REJECTED);
        assertThat(state().access()).isEqualTo(ANN);
    }

    @Test
    void aChangeThatFailedIsSeenByThoseWhomItNames() {
        store.note(DIARY, URI, AccessList.EVERYONE, Sequence.ofNumber(1));
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.put("document", DIARY.id())
                .put("uri", URI)
                .put("sequence", Sequence.ofNumber(2).value());
        change.putArray("access").add("user:ann");

        assertThat(outcomes.of(change, "no answer", CONTEXT)).isPresent();

        assertThat(state().access()).isEqualTo(ANN);
    }

    private DocumentState state() {
        return store.find(DIARY).orElseThrow();
    }
}
