package io.millrace.core.retrieve;

import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.text.QuotedPhrases;
import java.util.List;

/**
 * What a question asks with.
 *
 * @param terms its stems and what each is worth in this index
 * @param phrases what it puts in quotation marks
 */
record QuestionAnalysis(QuestionTerms terms, List<String> phrases) {

    static QuestionAnalysis of(String question, IndexSnapshot snapshot) {
        return new QuestionAnalysis(
                QuestionTerms.of(question, snapshot::inverseDocumentFrequency), QuotedPhrases.in(question));
    }
}
