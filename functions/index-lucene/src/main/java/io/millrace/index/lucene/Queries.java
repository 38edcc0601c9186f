package io.millrace.index.lucene;

import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.text.QuotedPhrases;
import io.millrace.core.text.Terms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;
import org.jspecify.annotations.Nullable;

/** From what is asked to Lucene's queries. */
final class Queries {

    /** The most stems of a question that are scored; the rarest win. */
    static final int MAX_STEMS = 64;

    /** The most distinct stems of a question whose frequency is looked up, from its beginning. */
    private static final int MAX_LOOKED_UP = 512;

    /** The most characters of a question that are analysed. */
    private static final int MAX_ANALYSED = 16_384;

    private static final QueryBuilder PHRASES = new QueryBuilder(Terms.analyzer());

    private Queries() {}

    /** How much a quoted phrase counts against its words: enough to put a passage that has it before those that have the words only. */
    private static final float PHRASE_BOOST = 4;

    /** Any of the question's stems, each as often as it is said, and its quoted phrases; null if it has no stem. */
    static @Nullable Query words(String question, IndexReader reader) throws IOException {
        String analysed = analysed(question);
        Map<String, Integer> counts = counts(analysed);
        if (counts.isEmpty()) {
            return null;
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String stem : rarest(counts, reader)) {
            Query word = new TermQuery(new Term(Fields.TEXT, stem));
            int count = counts.getOrDefault(stem, 1);
            any.add(count == 1 ? word : new BoostQuery(word, count), Occur.SHOULD);
        }
        for (String phrase : QuotedPhrases.in(analysed)) {
            Query inOrder = PHRASES.createPhraseQuery(Fields.TEXT, phrase);
            if (inOrder != null) {
                any.add(new BoostQuery(inOrder, PHRASE_BOOST), Occur.SHOULD);
            }
        }
        return any.build();
    }

    private static String analysed(String question) {
        return question.length() > MAX_ANALYSED ? question.substring(0, MAX_ANALYSED) : question;
    }

    /** How often each stem is said. */
    private static Map<String, Integer> counts(String analysed) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String stem : Terms.stems(analysed)) {
            if (counts.size() < MAX_LOOKED_UP || counts.containsKey(stem)) {
                counts.merge(stem, 1, Integer::sum);
            }
        }
        return counts;
    }

    /** The stems of {@link #words}, phrases' among them, and how many passages hold each. */
    static WordStatistics statistics(String question, IndexReader reader) throws IOException {
        Map<String, Integer> holding = new LinkedHashMap<>();
        for (String stem : counts(analysed(question)).keySet()) {
            holding.put(stem, reader.docFreq(new Term(Fields.TEXT, stem)));
        }
        return new WordStatistics(reader.getDocCount(Fields.TEXT), reader.getSumTotalTermFreq(Fields.TEXT), holding);
    }

    private static List<String> rarest(Map<String, Integer> counts, IndexReader reader) throws IOException {
        if (counts.size() <= MAX_STEMS) {
            return List.copyOf(counts.keySet());
        }
        Map<String, Integer> holding = new LinkedHashMap<>();
        for (String stem : counts.keySet()) {
            int passages = reader.docFreq(new Term(Fields.TEXT, stem));
            if (passages > 0) {
                holding.put(stem, passages);
            }
        }
        List<String> stems = new ArrayList<>(holding.keySet());
        stems.sort(Comparator.comparingInt(stem -> holding.getOrDefault(stem, 0)));
        return stems.subList(0, Math.min(MAX_STEMS, stems.size()));
    }

    /** Passages that may be seen; null if that is provably all of them, which spares each query a pass over the filter. */
    static @Nullable Query visible(Visibility visibility, IndexReader reader) throws IOException {
        List<BytesRef> terms = new ArrayList<>();
        boolean all = false;
        int passages = reader.getDocCount(Fields.SEEN_BY);
        for (String principal : visibility.principals()) {
            Term term = new Term(Fields.SEEN_BY, Fields.seenBy(visibility.tenant(), principal));
            terms.add(term.bytes());
            all = all || reader.docFreq(term) == passages;
        }
        Query seen = terms.size() == 1
                ? new TermQuery(new Term(Fields.SEEN_BY, terms.getFirst()))
                : new TermInSetQuery(Fields.SEEN_BY, terms);
        String prefix = visibility.uriPrefix();
        if (prefix == null || prefix.isEmpty()) {
            return all ? null : seen;
        }
        return both(all ? null : seen, new BeginsWith(Fields.URI, prefix));
    }

    /** What both admit; null admits everything. */
    static @Nullable Query both(@Nullable Query one, @Nullable Query other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new BooleanQuery.Builder()
                .add(one, Occur.FILTER)
                .add(other, Occur.FILTER)
                .build();
    }

    /** {@code query}, restricted to what {@code filter} admits. */
    static Query restricted(Query query, @Nullable Query filter) {
        return filter == null
                ? query
                : new BooleanQuery.Builder()
                        .add(query, Occur.MUST)
                        .add(filter, Occur.FILTER)
                        .build();
    }
}
