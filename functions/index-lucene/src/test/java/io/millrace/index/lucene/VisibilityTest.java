package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import io.millrace.testkit.Staging;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Invariant 6, at random: a question finds all that its asker may see of what it asks for, and nothing else. */
final class VisibilityTest {

    private static final List<String> PRINCIPALS = List.of("public", "user:a", "user:ab", "group:a", "group:b");
    private static final List<String> TENANTS = List.of("t", "t-1", "u");

    @Property(tries = 15)
    void findsExactlyWhatMayBeSeen(@ForAll long seed) {
        Random random = new Random(seed);
        try (LuceneStore store =
                LuceneStore.open(new ByteBuffersDirectory(), CommitsAtOnce.SETTINGS, Clock.systemUTC())) {
            List<SampleDocument> documents = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                SampleDocument document = SampleDocument.of("d" + i, "Same words for all.")
                        .of(TENANTS.get(random.nextInt(TENANTS.size())))
                        .seenBy(some(random).toArray(String[]::new));
                documents.add(document);
            }
            Staging.together(
                    store, documents.stream().map(SampleDocument::batch).toList());
            for (int i = 0; i < 5; i++) {
                SampleDocument gone = documents.remove(random.nextInt(documents.size()));
                store.remove(gone.key(), gone.uri(), gone.at(2).sequence(), gone.changedAt());
            }
            for (int i = 0; i < 6; i++) {
                String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
                Set<String> asker = i == 0 ? Set.of() : some(random);
                Set<String> admitted = new HashSet<>();
                for (SampleDocument document : documents) {
                    if (document.tenant().equals(tenant) && document.access().admits(asker)) {
                        admitted.add(document.key().id());
                    }
                }
                assertThat(found(store, new Visibility(tenant, asker, null))).isEqualTo(admitted);
            }
        }
    }

    private static Set<String> some(Random random) {
        Set<String> some = new HashSet<>();
        some.add(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())));
        some.add(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())));
        return some;
    }

    private static Set<String> found(LuceneStore store, Visibility visibility) {
        try (IndexSnapshot snapshot = store.snapshot()) {
            Set<String> found = new HashSet<>();
            var request = new SearchRequest("same words", SampleVectors.unit(3), visibility, 100);
            for (Candidate candidate : snapshot.candidates(request)) {
                found.add(candidate.document());
            }
            return found;
        }
    }
}
