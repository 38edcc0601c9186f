package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.Visibility;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;

/** What the contract tests of a store share: the store, two documents, and words for what is asked of it. */
public abstract class StoreContract {

    static final String TENANT = DocumentKey.DEFAULT_TENANT;

    final SampleDocument heron = SampleDocument.of("heron", "The heron stands in shallow water. It waits.");
    final SampleDocument mill =
            SampleDocument.of("mill", "A mill wheel turns.", "The race carries water.", "Grain becomes flour.");

    /** The same store throughout a test, which it is closed after. */
    protected abstract TestedStore tested();

    @AfterEach
    final void closeTheStore() {
        tested().close();
    }

    protected final PassageIndex index() {
        return tested().store();
    }

    final Ledger ledger() {
        return tested().store();
    }

    protected final void restart() {
        tested().restart();
    }

    final Sequence assign(SampleDocument document, String change) {
        return ledger().assign(document.key(), document.uri(), AccessList.EVERYONE, change);
    }

    final Sequence repair(SampleDocument document, String change) {
        return ledger().assignRepair(document.key(), document.uri(), AccessList.EVERYONE, change);
    }

    final void note(SampleDocument document, Sequence sequence) {
        ledger().note(document.key(), document.uri(), AccessList.EVERYONE, sequence);
    }

    final DocumentState find(SampleDocument document) {
        return ledger().find(document.key()).orElseThrow();
    }

    final Collection<String> texts(String question) {
        return textsFor(Set.of(), question);
    }

    final Collection<String> textsFor(Set<String> principals, String question) {
        return search(new Visibility(TENANT, principals, null), question);
    }

    final List<String> search(Visibility visibility, String question) {
        try (IndexSnapshot snapshot = index().snapshot()) {
            var request = new SearchRequest(question, SampleVectors.unit(1), visibility, 100);
            return snapshot.load(snapshot.candidates(request)).stream()
                    .map(passage -> passage.chunk().text())
                    .toList();
        }
    }

    static SearchRequest request(String question, int k) {
        return new SearchRequest(question, SampleVectors.unit(1), Visibility.anonymous(TENANT), k);
    }

    /** The best scores of one kind; which of two passages that score the same is taken is the store's business. Without a word of the question none counts. */
    static List<Double> best(List<Candidate> all, ToDoubleFunction<Candidate> score, int k) {
        return all.stream()
                .map(score::applyAsDouble)
                .filter(value -> value != 0)
                .sorted(Comparator.reverseOrder())
                .limit(k)
                .toList();
    }

    static Candidate candidate(List<Candidate> found, SampleDocument document) {
        return found.stream()
                .filter(each -> each.document().equals(document.key().id()))
                .findFirst()
                .orElseThrow();
    }

    static DocumentState published(StageResult result) {
        assertThat(result).isInstanceOf(Published.class);
        return ((Published) result).state();
    }
}
