package io.millrace.core.answer;

import io.millrace.core.text.Terms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stems of which those of irregular English forms are that of their base form: who asks when something began, asks "when did it begin". Only for choosing
 * among sentences: the index counts {@link Terms} as they are.
 */
final class IrregularForms {

    private static final String FORMS = "irregular-forms.txt";
    private static final Map<String, String> BASES = load();

    private IrregularForms() {}

    /** The stems of {@code text}, in order, repetitions kept. */
    static List<String> stems(String text) {
        return Terms.stems(text).stream().map(IrregularForms::base).toList();
    }

    /** The stem of the base form, or the stem itself. */
    static String base(String stem) {
        return BASES.getOrDefault(stem, stem);
    }

    /** Whether a word is a form of an irregular verb, and not its base form. */
    static boolean isPast(String word) {
        return Terms.stems(word).stream().anyMatch(BASES::containsKey);
    }

    private static Map<String, String> load() {
        try (InputStream in = IrregularForms.class.getResourceAsStream(FORMS)) {
            if (in == null) {
                throw new IllegalStateException(FORMS + " is not beside " + IrregularForms.class.getName());
            }
            Map<String, String> bases = new HashMap<>();
            Set<String> own = new HashSet<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> stems = Terms.stems(line);
                        own.add(stems.getFirst());
                        stems.forEach(stem -> bases.putIfAbsent(stem, stems.getFirst()));
                    });
            // What is a base form itself stays: found, since founded has its stem.
            own.forEach(bases::remove);
            return Map.copyOf(bases);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + FORMS, e);
        }
    }
}
