package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.answer.Generator;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every generator must do, whichever server it asks. A test extends this and gives a generator of a server that is well, and one for each fault that its server can
 * show. A server that replays answers has a reply of several pieces, one that ends by itself, and for requests of at most {@link #FEW} tokens one that does not; the
 * pieces come one after the other.
 */
public abstract class GeneratorContract {

    /** So many tokens are too few for an answer. */
    protected static final int FEW = 4;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MANY = 1500;

    protected abstract Generator generator();

    protected abstract Set<ModelFault> faults();

    /** A generator of a server that has this fault, one of {@link #faults}. One that is slow gives a piece or more within {@link #patience}, and is not done by then. */
    protected abstract Generator generator(ModelFault fault);

    /** How long a server that is slow is waited for. */
    protected abstract Duration patience();

    @Test
    void thePiecesAreTheReply() {
        List<String> pieces = new ArrayList<>();
        Generation reply = generator().generate(capital(40, TIMEOUT), pieces::add);

        assertThat(pieces).hasSizeGreaterThan(1).doesNotContain("");
        assertThat(String.join("", pieces)).isEqualTo(reply.text()).contains("Paris");
        assertThat(reply.promptTokens()).isPositive();
        assertThat(reply.completionTokens()).isBetween(2, 40);
    }

    @Test
    void tellsThatAReplyWasCut() {
        Generation reply = generator().generate(capital(FEW, TIMEOUT), piece -> {});

        assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.completionTokens()).isEqualTo(FEW);
    }

    @Test
    void aCallerWhoThrowsEndsIt() {
        Generator generator = generator();

        assertThatThrownBy(() -> generator.generate(capital(MANY, TIMEOUT), piece -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void cancellingInTheMiddleEndsItLikeAModelThatIsAway() {
        Generator generator = generator();
        Cancellation cancellation = new Cancellation();
        GenerationRequest request = request(MANY, TIMEOUT, cancellation);

        assertAway(generator, request, piece -> cancellation.cancel());
    }

    @Test
    void whatIsCancelledBeforeDoesNotBegin() {
        Generator generator = generator();
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertAway(generator, request(FEW, TIMEOUT, cancellation), piece -> {
            throw new AssertionError("a piece came");
        });
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatIsWrong() {
        return ModelFaults.tests(faults(), this::fail, "capital of France");
    }

    private void fail(ModelFault fault) {
        List<String> pieces = new ArrayList<>();
        Generator generator = generator(fault);
        try {
            generator.generate(capital(MANY, fault == ModelFault.SLOW ? patience() : TIMEOUT), pieces::add);
        } finally {
            if (fault == ModelFault.SLOW) {
                assertThat(pieces).as("pieces are handed on as they come").isNotEmpty();
            }
        }
    }

    private static void assertAway(Generator generator, GenerationRequest request, Consumer<String> onText) {
        assertThatThrownBy(() -> generator.generate(request, onText))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem().category()).isEqualTo(Category.UNAVAILABLE));
    }

    private static GenerationRequest capital(int maxTokens, Duration timeout) {
        return request(maxTokens, timeout, new Cancellation());
    }

    private static GenerationRequest request(int maxTokens, Duration timeout, Cancellation cancellation) {
        String question = maxTokens == MANY
                ? "Tell a long story about a river in France, and name the capital of France."
                : "What is the capital of France?";
        return new GenerationRequest(
                List.of(new Message(Role.USER, question)), maxTokens, 0, timeout, List.of(), null, cancellation);
    }
}
