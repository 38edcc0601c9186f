package io.millrace.core.cache;

import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.document.Digest;
import io.millrace.core.index.Condition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.core.retrieve.Question;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The name that an answer is kept under: the tenant, then a digest of all that decides it but the documents. */
final class QuestionKey {

    /** Raise it when what stands in a {@link CachedAnswer} or decides an answer changes in a way that nothing else here says. */
    private static final String FORM = "2";

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern END = Pattern.compile("[\\s?.!]+$");
    private static final Pattern CAPITALISED = Pattern.compile("\\p{Lu}\\p{Ll}+\\b.*", Pattern.DOTALL);

    private QuestionKey() {}

    /**
     * @param rules what the process answers by
     * @param options of a generated answer; none where the answer is a quote, which knows no options
     */
    static String of(Question question, String rules, List<String> options) {
        Visibility visibility = question.visibility();
        Filter filter = question.filter();
        List<String> parts = new ArrayList<>(List.of(FORM, rules, normalised(question.text())));
        add(parts, visibility.principals());
        addAny(parts, visibility.uriPrefix());
        add(parts, filter.sources());
        addAny(parts, filter.path());
        add(parts, filter.contentTypes());
        add(parts, filter.languages());
        add(parts, filter.tags());
        parts.add(filter.changedFrom() + "/" + filter.changedBefore());
        add(parts, filter.documents());
        add(parts, filter.where().stream().map(Condition::toString).collect(Collectors.toSet()));
        add(parts, options);
        return visibility.tenant() + "/" + Digest.of(parts.toArray(String[]::new));
    }

    /** What {@code options} mean to a generator; a cancellation means nothing. */
    static List<String> of(GenerationOptions options) {
        List<String> parts = new ArrayList<>();
        parts.add(options.instructions());
        parts.add(String.valueOf(options.maxTokens()));
        parts.add(Double.toString(options.temperature()));
        parts.add(String.valueOf(options.seed()));
        parts.addAll(options.stop());
        return parts;
    }

    /**
     * A question without what can't change its answer: how its spaces and characters are written, the marks at its end, and the capital
     * at its beginning unless more follow in the same word.
     */
    static String normalised(String question) {
        String text = SPACE.matcher(Normalizer.normalize(question, Form.NFC))
                .replaceAll(" ")
                .strip();
        String open = END.matcher(text).replaceFirst("");
        if (open.isEmpty()) {
            return text;
        }
        return CAPITALISED.matcher(open).matches()
                ? Character.toString(Character.toLowerCase(open.codePointAt(0)))
                        + open.substring(Character.charCount(open.codePointAt(0)))
                : open;
    }

    /** A list of parts of its own, in one order. */
    private static void add(List<String> parts, Collection<String> values) {
        parts.add(Integer.toString(values.size()));
        parts.addAll(values instanceof List ? values : new TreeSet<>(values));
    }

    /** What there may be one of: nothing is not the same as the text of nothing. */
    private static void addAny(List<String> parts, @Nullable String value) {
        add(parts, value == null ? List.of() : List.of(value));
    }
}
