package io.millrace.index.lucene;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Documents with a term that begins so. Lucene's own query for it builds an automaton of almost a kilobyte for each byte of the prefix, and a prefix comes from whoever asks; this one
 * goes to the first such term and on from there.
 */
final class BeginsWith extends MultiTermQuery {

    private final BytesRef prefix;

    BeginsWith(String field, String prefix) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        this.prefix = new BytesRef(prefix);
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
        return new Beginning(terms.iterator(), prefix);
    }

    @Override
    public void visit(QueryVisitor visitor) {
        if (visitor.acceptField(field)) {
            visitor.visitLeaf(this);
        }
    }

    @Override
    public String toString(String field) {
        return new Term(this.field, prefix) + "*";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && prefix.equals(((BeginsWith) Objects.requireNonNull(other)).prefix);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + prefix.hashCode();
    }

    private static final class Beginning extends FilteredTermsEnum {

        private final BytesRef prefix;

        Beginning(TermsEnum terms, BytesRef prefix) {
            super(terms);
            this.prefix = prefix;
            setInitialSeekTerm(prefix);
        }

        @Override
        protected AcceptStatus accept(BytesRef term) {
            return StringHelper.startsWith(term, prefix) ? AcceptStatus.YES : AcceptStatus.END;
        }
    }
}
