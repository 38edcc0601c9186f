package io.millrace.bench.answers;

import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.cli.evaluation.EvalQuestion;
import io.millrace.cli.evaluation.SquadText;
import io.millrace.cli.session.CliFailure;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What a generator might say to the questions of a dataset: true, and seeded with mistakes. The same dataset gives the same claims. */
final class ClaimSet {

    private static final long SEED = 11;
    private static final int FEWEST_WORDS = 6;
    private static final int FOREIGN = 400;

    private final List<CorpusDocument> corpus;

    /** A corpus whose sentences are all of one article is a {@link CliFailure}: some mistakes are made of other articles' names and words. */
    ClaimSet(List<CorpusDocument> corpus) {
        this.corpus = List.copyOf(corpus);
        long articles = corpus.stream()
                .filter(document -> !sentences(document).isEmpty())
                .map(document -> Articles.of(document.id()))
                .distinct()
                .count();
        if (articles < 2) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the documents of the dataset are of one article, and mistakes are made of the names and words of others;"
                            + " add documents of another one (a document's article is its name up to #)");
        }
    }

    /**
     * The sentence of a document that answers: of those that hold the gold answer, the one with most of the question's words; among equals the first.
     */
    Optional<String> gold(EvalQuestion question, CorpusDocument document) {
        Set<String> asked = new HashSet<>(Terms.stems(question.text()));
        String best = null;
        int most = -1;
        for (String sentence : sentences(document)) {
            if (question.answers().stream().anyMatch(answer -> SquadText.holds(sentence, answer))) {
                Set<String> shared = new HashSet<>(Terms.stems(sentence));
                shared.retainAll(asked);
                if (shared.size() > most) {
                    most = shared.size();
                    best = sentence;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * All claims on a question.
     *
     * @param gold the sentence that answers
     * @param found the texts of the passages that were found
     */
    List<Claim> of(EvalQuestion question, CorpusDocument document, String gold, List<String> found) {
        Random random = new Random(SEED ^ question.id().hashCode());
        String article = Articles.of(document.id());
        List<String> near = sentences(document).stream()
                .filter(sentence -> !sentence.equals(gold))
                .toList();
        String before = document.title().replace('_', ' ') + "\n" + question.text() + "\n"
                + document.text().substring(0, document.text().indexOf(gold));
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim(ClaimKind.GOLD, gold));
        claims.addAll(new Paraphrases(before).of(gold));
        List<String> sentences = sentences(document);
        int at = sentences.indexOf(gold);
        if (at > 0) {
            Paraphrases.resolved(gold, sentences.get(at - 1)).ifPresent(claims::add);
        }
        int first = at + 1 < sentences.size() ? at : at - 1;
        if (first >= 0 && isTogether(sentences.get(first), sentences.get(first + 1), found)) {
            claims.add(Paraphrases.joined(sentences.get(first), sentences.get(first + 1)));
        }
        String all = String.join("\n", found);
        claims.addAll(new Mutations(random, foreign(article, random)).of(gold, all, near));
        otherPassage(article, all, random).ifPresent(other -> claims.add(new Claim(ClaimKind.OTHER_PASSAGE, other)));
        return claims;
    }

    private static boolean isTogether(String one, String next, List<String> found) {
        return found.stream().anyMatch(text -> text.contains(one) && text.contains(next));
    }

    /** Of the same article where one was not found, else of another. */
    private Optional<String> otherPassage(String article, String found, Random random) {
        List<String> own = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (CorpusDocument document : corpus) {
            boolean same = Articles.of(document.id()).equals(article);
            for (String sentence : same || random.nextInt(10) == 0 ? sentences(document) : List.<String>of()) {
                if (!found.contains(sentence) && sentence.split(" ", -1).length >= FEWEST_WORDS) {
                    (same ? own : others).add(sentence);
                }
            }
        }
        List<String> choice = own.isEmpty() ? others : own;
        return choice.isEmpty() ? Optional.empty() : Optional.of(choice.get(random.nextInt(choice.size())));
    }

    private List<String> foreign(String article, Random random) {
        List<String> sentences = new ArrayList<>();
        while (sentences.size() < Math.min(FOREIGN, corpus.size())) {
            CorpusDocument document = corpus.get(random.nextInt(corpus.size()));
            if (!Articles.of(document.id()).equals(article)) {
                sentences.addAll(sentences(document));
            }
        }
        return sentences;
    }

    private static List<String> sentences(CorpusDocument document) {
        return Sentences.split(document.text()).stream()
                .map(span -> span.of(document.text()))
                .toList();
    }
}
