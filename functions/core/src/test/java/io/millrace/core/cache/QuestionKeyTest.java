package io.millrace.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.Where;
import io.millrace.core.retrieve.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionKeyTest {

    private static final String ASKED = "What is the mill's race?";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what is the mill's race",
                "What  is the\tmill's race ?",
                " What is the mill's race??",
                "What is the mill's race."
            })
    void howItIsTypedIsNoDifference(String typed) {
        assertThat(key(typed)).isEqualTo(key(ASKED));
    }

    @ParameterizedTest
    @CsvSource({
        "Who won in 2015?,Who won in 2016?",
        "Who won?,Who did not win?",
        "Who helps us?,Who helps US?",
        "US exports,us exports",
        "What is \"the race\"?,What is the race?",
        "a b,ab",
        "?,!"
    })
    void whatItSaysIs(String one, String other) {
        assertThat(key(one)).isNotEqualTo(key(other));
    }

    @Test
    void whoAsksAndOfWhatIsADifference() {
        List<Question> questions = List.of(
                question("t", Set.of(), null, Filter.NONE),
                question("u", Set.of(), null, Filter.NONE),
                question("t", Set.of("user:a"), null, Filter.NONE),
                question("t", Set.of("group:a"), null, Filter.NONE),
                question("t", Set.of("user:a", "group:a"), null, Filter.NONE),
                question("t", Set.of(), "upload:/", Filter.NONE),
                question("t", Set.of(), "null", Filter.NONE),
                question("t", Set.of(), "", Filter.NONE),
                question("t", Set.of(), null, path("null")),
                question("t", Set.of(), null, path("/")),
                question("t", Set.of(), null, filter(Set.of("x"), Set.of())),
                question("t", Set.of(), null, filter(Set.of(), Set.of("x"))),
                question("t", Set.of(), null, filter(Set.of("x", "y"), Set.of())),
                question("t", Set.of(), null, where("a = 1")),
                question("t", Set.of(), null, where("a = '1'")),
                question("t", Set.of(), null, where("a = 1 and b = 1")));
        Set<String> keys = new HashSet<>();
        questions.forEach(question -> keys.add(QuestionKey.of(question, "rules", List.of())));

        assertThat(keys).hasSize(questions.size());
        assertThat(QuestionKey.of(questions.getFirst(), "other rules", List.of()))
                .isNotIn(keys);
    }

    @Test
    void howConditionsAreWrittenIsNoDifference() {
        assertThat(QuestionKey.of(question("t", Set.of(), null, where("a<1 and b='x'")), "rules", List.of()))
                .isEqualTo(QuestionKey.of(
                        question("t", Set.of(), null, where("b = \"x\" AND a < 1.0")), "rules", List.of()));
    }

    @Test
    void howItIsToBeGeneratedIsADifference() {
        List<GenerationOptions> options = new ArrayList<>();
        options.add(GenerationOptions.none());
        for (String instructions : List.of("Be brief.", "Be brief")) {
            options.add(options(instructions, null, 0, null, List.of()));
        }
        options.add(options("", 10, 0, null, List.of()));
        options.add(options("", null, .5, 1L, List.of()));
        options.add(options("", null, .5, 2L, List.of()));
        options.add(options("", null, 0, null, List.of("a")));
        options.add(options("", null, 0, null, List.of("a", "b")));
        Set<String> keys = new HashSet<>();
        options.forEach(
                one -> keys.add(QuestionKey.of(question("t", Set.of(), null, Filter.NONE), "r", QuestionKey.of(one))));

        assertThat(keys).hasSize(options.size());
    }

    @Test
    void beginsWithTheTenantAndSaysNothingOfTheQuestion() {
        assertThat(key(ASKED)).matches("t/[0-9a-f]{32}");
    }

    private static GenerationOptions options(
            String instructions,
            @Nullable Integer maxTokens,
            double temperature,
            @Nullable Long seed,
            List<String> stop) {
        return new GenerationOptions(
                instructions,
                maxTokens,
                temperature,
                stop,
                seed,
                GenerationOptions.none().cancellation());
    }

    private static Filter path(String path) {
        return new Filter(Set.of(), path, Set.of(), Set.of(), Set.of(), null, null, Set.of());
    }

    private static Filter filter(Set<String> sources, Set<String> tags) {
        return new Filter(sources, null, Set.of(), Set.of(), tags, null, null, Set.of());
    }

    private static Filter where(String conditions) {
        return Filter.NONE.where(Where.parse(conditions));
    }

    private static Question question(String tenant, Set<String> principals, @Nullable String uriPrefix, Filter filter) {
        return new Question(ASKED, new Visibility(tenant, principals, uriPrefix), filter);
    }

    private static String key(String text) {
        return QuestionKey.of(new Question(text, Visibility.anonymous("t")), "rules", List.of());
    }
}
