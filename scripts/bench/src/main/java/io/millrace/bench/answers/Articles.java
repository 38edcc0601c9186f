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
import java.util.stream.Stream;

/** Puts articles into groups of about the same size, the same ones each time. A document's article is its name up to {@code #}, else the name. */
final class Articles {

    private static final long SEED = 7;

    private final List<String> shuffled;
    private final int groups;

    Articles(Collection<Map<String, Integer>> judgements, int groups) {
        TreeSet<String> articles = new TreeSet<>();
        judgements.forEach(grades -> gold(grades).keySet().forEach(document -> articles.add(of(document))));
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

    /**
     * What is fitted on some groups is measured on others.
     *
     * @param groups of the questions
     * @throws CliFailure if they are fewer than {@code least}
     */
    static void requireGroups(int least, Stream<Integer> groups) {
        long there = groups.distinct().count();
        if (there < least) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the dataset's questions are about fewer than " + least
                            + " articles (a document's name up to '#'): what is fitted on some is measured on others, so take a dataset with more");
        }
    }

    int group(String document) {
        return shuffled.indexOf(of(document)) % groups;
    }
}
