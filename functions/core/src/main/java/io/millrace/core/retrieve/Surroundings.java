package io.millrace.core.retrieve;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Edition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a retrieval depends on, small enough to keep: with it, a later snapshot of the index tells without searching again whether the same
 * passages would be found.
 *
 * <p>Only what is among the best by fusion is reranked, so as long as none of those has changed and no new passage would be one of them, the reranked
 * passages are the same. New passages are scored as if they had been there, by the statistics of then.
 *
 * @param vector of the question
 * @param edition of the index when this was last known to hold
 * @param found the number of the edition in which it was found
 * @param words what BM25 rested on
 * @param scale what both scores were fused by
 * @param lowest the least fused score that was reranked; null where everything admitted was, so that any new passage would be too
 * @param documents ids of the reranked passages' documents
 */
public record Surroundings(
        Embedding vector,
        Edition edition,
        long found,
        WordStatistics words,
        FusionScale scale,
        @Nullable Double lowest,
        Set<String> documents) {

    public Surroundings {
        documents = Set.copyOf(documents);
    }

    /**
     * @param fused all candidates, best first
     * @param reranked how many of them were, or could have been
     */
    static Surroundings of(
            IndexSnapshot snapshot,
            String question,
            Embedding vector,
            List<Fused> fused,
            int reranked,
            double vectorWeight) {
        List<Fused> best = fused.subList(0, Math.min(reranked, fused.size()));
        return new Surroundings(
                vector,
                snapshot.edition(),
                snapshot.edition().number(),
                snapshot.statistics(question),
                FusionScale.of(fused, vectorWeight),
                fused.size() < reranked ? null : Double.valueOf(best.getLast().score()),
                best.stream().map(one -> one.candidate().document()).collect(Collectors.toSet()));
    }

    /**
     * Whether the same passages would be found in {@code snapshot}. If in doubt, no.
     *
     * @param question the one that this was found for
     * @param maxDrift the largest share, 0..1, of the passages that may have come or gone since: the statistics are of then
     * @param margin by how much, in standard deviations, a new passage must stay below the lowest
     */
    public boolean holdIn(IndexSnapshot snapshot, Question question, double maxDrift, double margin) {
        Edition now = snapshot.edition();
        if (!now.follows(edition) || now.number() - found > maxDrift * words.passages()) {
            return false;
        }
        return snapshot.unchanged(documents, edition, question.visibility(), question.filter())
                && (now.number() == edition.number() || noneRises(snapshot, question, margin));
    }

    private boolean noneRises(IndexSnapshot snapshot, Question question, double margin) {
        Visibility visibility = question.visibility();
        Filter filter = question.filter();
        List<Candidate> published = snapshot.publishedSince(
                edition, new SearchRequest(question.text(), vector, visibility, filter, 1), words);
        return published.isEmpty()
                || (lowest != null
                        && published.stream().allMatch(one -> scale.score(one.cosine(), one.bm25()) < lowest - margin));
    }

    /** The same, known to hold at {@code later}. */
    public Surroundings at(Edition later) {
        return new Surroundings(vector, later, found, words, scale, lowest, documents);
    }
}
