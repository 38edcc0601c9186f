package io.millrace.core.chunk;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Documents of every kind of block, with odd words and words longer than a window. */
final class RandomDocuments {

    private RandomDocuments() {}

    static Arbitrary<ParsedDocument> all() {
        Arbitrary<String> word = Arbitraries.strings()
                .withChars("abcdé中字-|.?\"")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(letters -> "w" + letters.replace("é", "é😀"));
        Arbitrary<String> longWord =
                Arbitraries.strings().alpha().ofMinLength(200).ofMaxLength(700);
        Arbitrary<String> text = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(30, word), net.jqwik.api.Tuple.of(1, longWord))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(words -> String.join(" ", words));
        Arbitrary<String> heading = word.list().ofMinSize(1).ofMaxSize(4).map(words -> String.join(" ", words));
        Arbitrary<Documents> blocks = Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 3),
                        text,
                        heading)
                .as(Part::new)
                .list()
                .ofMaxSize(12)
                .map(parts -> {
                    Documents documents = new Documents();
                    parts.forEach(part -> part.addTo(documents));
                    return documents;
                });
        return Combinators.combine(blocks, heading).as(Documents::titled);
    }

    record Part(int kind, int level, int page, String text, String heading) {

        void addTo(Documents documents) {
            switch (kind) {
                case 0, 1, 2 -> documents.heading(level, heading);
                case 3 -> documents.item(text);
                case 4 -> documents.table(text.replace(" ww", "\nww"));
                case 5 -> documents.code(text.replace(" wa", "\n  wa"));
                default -> documents.page(page).paragraph(text);
            }
        }
    }
}
