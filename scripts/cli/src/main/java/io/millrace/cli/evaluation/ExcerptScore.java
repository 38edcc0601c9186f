package io.millrace.cli.evaluation;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well retrieved chunks cover a question's excerpts, as the code of "Evaluating Chunking Strategies for Retrieval" (Chroma, 2024) counts: in
 * code points, each excerpt's once, all of every chunk.
 *
 * @param recall share of the excerpts that is in a chunk
 * @param precision share of the chunks that is in an excerpt
 * @param iou what is in both ÷ (all chunks + the excerpts' rest)
 */
record ExcerptScore(double recall, double precision, double iou) {

    /** A part of a corpus. */
    record Part(String corpus, Span span) {}

    static ExcerptScore of(ExcerptQuestion question, List<Part> retrieved) {
        List<Span> covered = new ArrayList<>();
        double length = 0;
        for (Part part : retrieved) {
            length += part.span().length();
            for (Span excerpt : question.excerpts()) {
                int start = Math.max(part.span().start(), excerpt.start());
                int end = Math.min(part.span().end(), excerpt.end());
                if (part.corpus().equals(question.corpus()) && start < end) {
                    covered.add(new Span(start, end));
                }
            }
        }
        double both = union(covered);
        double missed = union(question.excerpts()) - both;
        double wanted = question.excerpts().stream().mapToInt(Span::length).sum();
        return new ExcerptScore(both / wanted, length == 0 ? 0 : both / length, both / (length + missed));
    }

    private static int union(List<Span> spans) {
        int sum = 0;
        int end = 0;
        for (Span span :
                spans.stream().sorted(Comparator.comparingInt(Span::start)).toList()) {
            sum += Math.max(0, span.end() - Math.max(end, span.start()));
            end = Math.max(end, span.end());
        }
        return sum;
    }
}
