package io.millrace.bench.answers;

import io.millrace.cli.session.CliFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Puts articles into groups of about the same size, the same ones each time. A document's article is its name up to {@code #}, else the name. */
final class Articles {

    private static final long SEED = 7;

    private final List<String> shuffled;
    private final int groups;

    /** Judgements of a single article are a {@link CliFailure}: nothing would be left to fit on. */
    Articles(Collection<Map<String, Integer>> judgements, int groups) {
        TreeSet<String> articles = new TreeSet<>();
        judgements.forEach(grades -> gold(grades).keySet().forEach(document -> articles.add(of(document))));
        if (articles.size() == 1) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "all judged documents of the dataset are of one article, " + articles.first()
                            + "; models are fitted on some articles and measured on others, so judge documents of another one too"
                            + " (a document's article is its name up to #)");
        }
        this.shuffled = new ArrayList<>(articles);
        Collections.shuffle(shuffled, new Random(SEED));
        this.groups = groups;
    }

    /** What was judged relevant to a question, by the grade, above 0. */
    static Map<String, Integer> gold(Map<String, Integer> grades) {
        Map<String, Integer> gold = new LinkedHashMap<>(grades);
        gold.values().removeIf(grade -> grade <= 0);
        return gold;
    }

    static String of(String document) {
        return document.split("#", 2)[0];
    }

    int group(String document) {
        return shuffled.indexOf(of(document)) % groups;
    }
}
