package io.millrace.index.lucene;

import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Filter;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** What a {@link Filter} asks of a passage's document: as fields of the passage, and as a query. */
final class FilterFields {

    private static final String LANGUAGE = "language";
    private static final String TAGS = "tags";

    private FilterFields() {}

    static void add(DocumentVersion version, Document passage) {
        addTerm(Fields.PATH, Filter.pathOf(version.uri()), passage);
        addTerm(Fields.CONTENT_TYPE, mediaType(version.contentType()), passage);
        String language = Filter.folded(version.metadata().getOrDefault(LANGUAGE, ""));
        addTerm(Fields.LANGUAGE, language, passage);
        String withoutRegion = language.split("[-_]", 2)[0];
        if (!withoutRegion.equals(language)) {
            addTerm(Fields.LANGUAGE, withoutRegion, passage);
        }
        for (String tag : Filter.tagsOf(version.metadata().getOrDefault(TAGS, ""))) {
            addTerm(Fields.TAG, tag, passage);
        }
        MetadataFields.add(version.metadata(), passage);
        passage.add(new LongField(
                Fields.CHANGED_AT, withinReach(version.changedAt()).toEpochMilli(), Store.NO));
    }

    /** What a filter can ask for, whatever a source says of a document's age. */
    private static Instant withinReach(Instant changedAt) {
        if (changedAt.isBefore(Filter.EARLIEST)) {
            return Filter.EARLIEST;
        }
        return changedAt.isAfter(Filter.LATEST) ? Filter.LATEST : changedAt;
    }

    /** What is too long to be asked for is left out: Lucene would refuse the passage. */
    private static void addTerm(String field, String value, Document passage) {
        if (!value.isEmpty() && value.length() <= Filter.MAX_LENGTH) {
            passage.add(new StringField(field, value, Store.NO));
        }
    }

    /** Null where all documents are asked for. */
    static @Nullable Query query(Filter filter, String tenant) {
        if (filter.isNone()) {
            return null;
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        if (!filter.sources().isEmpty()) {
            all.add(within(filter.sources()), Occur.FILTER);
        }
        if (filter.path() != null) {
            all.add(new BeginsWith(Fields.PATH, filter.path()), Occur.FILTER);
        }
        addAnyOf(Fields.CONTENT_TYPE, filter.contentTypes(), UnaryOperator.identity(), all);
        addAnyOf(Fields.LANGUAGE, filter.languages(), UnaryOperator.identity(), all);
        addAnyOf(Fields.TAG, filter.tags(), UnaryOperator.identity(), all);
        addAnyOf(Fields.PASSAGE_OF, filter.documents(), id -> Fields.keyOf(tenant, id), all);
        if (filter.changedFrom() != null || filter.changedBefore() != null) {
            all.add(changed(filter.changedFrom(), filter.changedBefore()), Occur.FILTER);
        }
        filter.where().forEach(condition -> all.add(MetadataFields.query(condition), Occur.FILTER));
        return all.build();
    }

    private static Query within(Collection<String> sources) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String source : sources) {
            any.add(
                    source.endsWith("/")
                            ? new BeginsWith(Fields.URI, source)
                            : new TermQuery(new Term(Fields.URI, source)),
                    Occur.SHOULD);
        }
        return new ConstantScoreQuery(any.build());
    }

    private static void addAnyOf(
            String field, Collection<String> values, Function<String, String> term, BooleanQuery.Builder all) {
        if (!values.isEmpty()) {
            all.add(
                    new TermInSetQuery(
                            field, values.stream().map(term).map(BytesRef::new).toList()),
                    Occur.FILTER);
        }
    }

    private static Query changed(@Nullable Instant from, @Nullable Instant before) {
        return LongField.newRangeQuery(
                Fields.CHANGED_AT,
                from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                before == null ? Long.MAX_VALUE : before.toEpochMilli() - 1);
    }

    private static String mediaType(String contentType) {
        return Filter.folded(contentType.split(";", 2)[0]);
    }
}
