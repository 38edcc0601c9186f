package io.millrace.core.retrieve;

import io.millrace.core.chunk.BatchedTokenCounter;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** As many of the best passages as there is room for, counted in a model's tokens. */
public final class TokenBudget {

    private final TokenCounter counter;

    /** @param counter of the model whose tokens are meant; special tokens are left out */
    public TokenBudget(TokenCounter counter) {
        this.counter = new BatchedTokenCounter(counter);
    }

    /**
     * The first passages that fit with their titles and headings; of the one that does not, as many whole sentences as do, and none if not even one does.
     *
     * @param passages best first
     * @param maxTokens of all together, 1 or more
     */
    public List<JoinedPassage> fit(List<JoinedPassage> passages, int maxTokens) {
        if (passages.isEmpty()) {
            return List.of();
        }
        List<Integer> tokens = counter.count(passages.stream()
                .map(joined ->
                        context(joined) + joined.passage().passage().chunk().text())
                .toList());
        List<JoinedPassage> fitting = new ArrayList<>();
        int room = maxTokens;
        for (int i = 0; i < passages.size(); i++) {
            if (tokens.get(i) > room) {
                cut(passages.get(i), room, fitting);
                break;
            }
            room -= tokens.get(i);
            fitting.add(passages.get(i));
        }
        return List.copyOf(fitting);
    }

    private void cut(JoinedPassage joined, int room, List<JoinedPassage> fitting) {
        // So many sentences fit, and so many may: halved each time, since each count costs as much as its text is long.
        int kept = 0;
        int most = joined.passage().sentences().size();
        while (kept < most) {
            int tried = (kept + most + 1) / 2;
            if (tokens(joined, tried) <= room) {
                kept = tried;
            } else {
                most = tried - 1;
            }
        }
        if (kept > 0) {
            fitting.add(beginning(joined, kept));
        }
    }

    private int tokens(JoinedPassage joined, int sentences) {
        int end = joined.passage().sentences().get(sentences - 1).span().end();
        return counter.count(List.of(context(joined)
                        + joined.passage().passage().chunk().text().substring(0, end)))
                .getFirst();
    }

    /** The first {@code kept} sentences. */
    private static JoinedPassage beginning(JoinedPassage joined, int kept) {
        Passage passage = joined.passage().passage();
        Chunk chunk = passage.chunk();
        List<ScoredSentence> sentences = joined.passage().sentences().subList(0, kept);
        int end = sentences.getLast().span().end();
        boolean verbatim = chunk.text().length() == chunk.span().length();
        Span span = verbatim ? new Span(chunk.span().start(), chunk.span().start() + end) : chunk.span();
        Chunk cut = new Chunk(
                chunk.id(),
                chunk.ordinal(),
                chunk.text().substring(0, end),
                span,
                chunk.headings(),
                chunk.page(),
                sentences.stream().map(ScoredSentence::span).toList());
        Passage shorter = new Passage(
                passage.document(),
                passage.version(),
                passage.uri(),
                passage.title(),
                cut,
                passage.sentences().isEmpty() ? List.of() : passage.sentences().subList(0, kept));
        List<ScoredPassage> parts = joined.parts().stream()
                .filter(part -> part.passage().chunk().span().start() < span.end())
                .toList();
        return new JoinedPassage(new ScoredPassage(shorter, joined.passage().scores(), sentences), parts);
    }

    private static String context(JoinedPassage joined) {
        Passage passage = joined.passage().passage();
        return PassageText.context(passage.title(), passage.chunk().headings());
    }
}
