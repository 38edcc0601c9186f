package io.millrace.core.conversation;

import io.millrace.core.answer.Answerer;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.answer.Generator;
import io.millrace.core.conversation.Conversation.Turn;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.text.Terms;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one question of a conversation that can be understood, and searched for, without it. A model's rewriting counts only if it keeps to the
 * conversation's words; else, or where the model is away or slow, words of the former turns do. It never fails. Safe for use by many threads.
 */
public final class Condenser {

    private static final String TASK =
            "Rewrite the last question of the conversation so that it can be understood without the conversation:"
                    + " put what it speaks of in the place of words like \"it\" and \"they\". Do not answer it. Reply with the question alone.";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_TOKENS = 64;

    /** So that any model's window holds it; what is further back says little. */
    private static final int TURNS = 6;

    private static final int TURN_CHARACTERS = 500;
    private static final int MAX_LENGTH = 1000;

    private final Generator generator;

    public Condenser(Generator generator) {
        this.generator = generator;
    }

    /**
     * @param generate whether to ask the generator first
     * @return the last question itself where nothing was said before it
     */
    public String condense(Conversation conversation, boolean generate, Cancellation cancellation) {
        if (conversation.before().isEmpty() || conversation.question().length() > MAX_LENGTH) {
            return conversation.question();
        }
        Conversation recent = recent(conversation);
        Optional<String> rewritten = generate ? rewrite(recent, cancellation) : Optional.empty();
        return rewritten.orElseGet(() -> FollowUp.standAlone(recent));
    }

    private Optional<String> rewrite(Conversation conversation, Cancellation cancellation) {
        StringBuilder said = new StringBuilder();
        for (Turn turn : conversation.before()) {
            said.append(turn.speaker().name().toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(turn.text())
                    .append('\n');
        }
        said.append("\nThe last question: ").append(conversation.question());
        GenerationRequest request = new GenerationRequest(
                List.of(new Message(Role.SYSTEM, TASK), new Message(Role.USER, said.toString())),
                MAX_TOKENS,
                0,
                TIMEOUT,
                List.of("\n"),
                null,
                cancellation);
        try {
            String question = generator.generate(request, text -> {}).text().strip();
            return keepsTo(conversation, question) ? Optional.of(question) : Optional.empty();
        } catch (ProblemException e) {
            // The conversation's own words serve as well; whoever needs the model for the answer will hear of it.
            return Optional.empty();
        }
    }

    /** Whether a rewriting says nothing that the conversation does not, and still asks what was asked. */
    private static boolean keepsTo(Conversation conversation, String rewritten) {
        Set<String> said = new HashSet<>(Terms.stems(conversation.question()));
        conversation.before().forEach(turn -> said.addAll(Terms.stems(turn.text())));
        List<String> stems = Terms.stems(rewritten);
        Set<String> telling =
                QuestionTerms.of(conversation.question(), stem -> 1).weights().keySet();
        long kept = telling.stream().filter(stems::contains).count();
        return !stems.isEmpty() && rewritten.endsWith("?") && said.containsAll(stems) && 2 * kept >= telling.size();
    }

    private static Conversation recent(Conversation conversation) {
        List<Turn> before = conversation.before();
        return new Conversation(
                before.subList(Math.max(0, before.size() - TURNS), before.size()).stream()
                        .filter(turn -> !turn.text().isBlank() && !turn.text().equals(Answerer.REFUSAL))
                        .map(turn -> new Turn(turn.speaker(), cut(turn.text())))
                        .toList(),
                conversation.question());
    }

    private static String cut(String text) {
        return text.length() <= TURN_CHARACTERS ? text : text.substring(0, TURN_CHARACTERS);
    }
}
