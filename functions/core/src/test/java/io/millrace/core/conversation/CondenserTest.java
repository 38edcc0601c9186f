package io.millrace.core.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.Generator;
import io.millrace.core.conversation.Conversation.Speaker;
import io.millrace.core.conversation.Conversation.Turn;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CondenserTest {

    private static final List<Turn> WATT = List.of(
            new Turn(Speaker.USER, "Who patented the separate condenser?"),
            new Turn(Speaker.ASSISTANT, "James Watt patented it in 1769. [1]"));

    private final List<GenerationRequest> requests = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Where was he born?|Where was he born? (patented separate condenser James Watt)",
                "And in France?|And in France? (patented separate condenser)",
                "Why?|Why? (patented separate condenser)",
                "What about coal?|What about coal? (patented separate condenser)",
                "How much coal did it save?|How much coal did it save? (patented separate condenser James Watt)"
            })
    void aQuestionThatPointsBackGetsTheWordsBehindIt(String question, String standAlone) {
        assertThat(condense(WATT, question)).isEqualTo(standAlone);
    }

    @ParameterizedTest
    @CsvSource({"How do bees tell each other where flowers are?", "Which city is the capital of France?"})
    void aQuestionThatStandsAloneStaysAsItIs(String question) {
        assertThat(condense(WATT, question)).isEqualTo(question);
    }

    @Test
    void theFirstQuestionStaysAsItIs() {
        assertThat(condense(List.of(), "Why is it?")).isEqualTo("Why is it?");
        assertThat(requests).isEmpty();
    }

    @Test
    void aFollowUpOfAFollowUpGoesBackToWhatWasAskedFirst() {
        List<Turn> turns = new ArrayList<>(WATT);
        turns.add(new Turn(Speaker.USER, "Where was he born?"));
        turns.add(new Turn(Speaker.ASSISTANT, "The documents do not say."));

        assertThat(condense(turns, "And when?"))
                .contains("born", "separate", "condenser")
                .doesNotContain("documents");
    }

    @Test
    void longConversationsAreBounded() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            turns.add(new Turn(Speaker.USER, "What of it? " + "Condensers ".repeat(1000)));
            turns.add(new Turn(Speaker.ASSISTANT, "Watt ".repeat(2000)));
        }

        String standAlone = new Condenser(saying("Nonsense?"))
                .condense(new Conversation(turns, "Why did he do it?"), true, new Cancellation());

        assertThat(standAlone.length()).isLessThan(300);
        assertThat(requests.getFirst().messages().get(1).content().length()).isLessThan(4000);
    }

    @Test
    void aRewritingThatKeepsToTheConversationCounts() {
        assertThat(rewritten("Where was James Watt born?")).isEqualTo("Where was James Watt born?");
        assertThat(requests.getFirst().messages().get(1).content()).contains("James Watt patented it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Where was Thomas Edison born?",
                "James Watt was born in Greenock.",
                "Who patented the condenser?",
                "?",
                "''"
            })
    void aRewritingThatDoesNotIsPassedOver(String rewriting) {
        assertThat(rewritten(rewriting)).isEqualTo("Where was he born? (patented separate condenser James Watt)");
    }

    @Test
    void aModelThatIsAwayIsNoError() {
        Generator away = generator(request -> {
            throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "It is away.");
        });

        assertThat(new Condenser(away).condense(new Conversation(WATT, "Where was he born?"), true, new Cancellation()))
                .startsWith("Where was he born? (");
    }

    private String condense(List<Turn> before, String question) {
        return new Condenser(saying("unasked")).condense(new Conversation(before, question), false, new Cancellation());
    }

    private String rewritten(String reply) {
        return new Condenser(saying(reply))
                .condense(new Conversation(WATT, "Where was he born?"), true, new Cancellation());
    }

    private Generator saying(String reply) {
        return generator(request -> reply);
    }

    private Generator generator(Function<GenerationRequest, String> reply) {
        return new Generator() {
            @Override
            public String model() {
                return "scripted";
            }

            @Override
            public boolean trusted() {
                return true;
            }

            @Override
            public Generation generate(GenerationRequest request, Consumer<String> onText) {
                requests.add(request);
                return new Generation(reply.apply(request), 1, 1, Generation.FinishReason.STOP);
            }
        };
    }
}
