package io.millrace.core.answer;

import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.document.Digest;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.ScoredPassage;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the generator reads. The system message is the same for every question but for what the asker's own system message adds, and holds nothing of
 * the documents. Passages stand in the user's message between fences whose mark depends on question and passages: text can't close a fence that it can't know.
 *
 * @param messages for the generator
 * @param passages those that found room, best first; they are what an answer may rest on
 */
record Prompt(List<Message> messages, List<Passage> passages) {

    private static final String SYSTEM = read("system.v1.txt");
    private static final String USER = read("user.v1.txt");
    /** Changes with the words of the prompt. */
    static final String VERSION = Digest.of(SYSTEM, USER);

    private static final String PASSAGES = "{passages}";
    private static final String QUESTION = "{question}";
    private static final int MARK_LENGTH = 8;
    private static final int FEWEST_CHARACTERS = 80;

    /** Takes passages, best first, as long as there is room; the last one is cut after a whole sentence. */
    static Prompt of(String question, String instructions, List<ScoredPassage> found, GenerationSettings settings) {
        String system = instructions.isBlank() ? SYSTEM : SYSTEM + "\n\n" + instructions.strip();
        int room = settings.promptCharacters() - system.length() - USER.length() - question.length();
        List<Passage> taken = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (ScoredPassage scored : found.subList(0, Math.min(settings.passages(), found.size()))) {
            Passage passage = scored.passage();
            String context =
                    PassageText.context(passage.title(), passage.chunk().headings());
            int overhead = context.length() + 2 * MARK_LENGTH + 30;
            String text = fit(passage, room - overhead);
            if (text.isEmpty()) {
                break;
            }
            room -= overhead + text.length();
            taken.add(passage);
            texts.add(context + text);
        }
        String mark = Digest.of(question, String.join("\n", texts)).substring(0, MARK_LENGTH);
        StringBuilder fenced = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            fenced.append("<passage ").append(i + 1).append(' ').append(mark).append(">\n");
            fenced.append(texts.get(i)).append("\n</passage ").append(mark).append(">\n");
        }
        return new Prompt(
                List.of(new Message(Role.SYSTEM, system), new Message(Role.USER, fill(fenced.toString(), question))),
                List.copyOf(taken));
    }

    /** Both places are found before either is filled: a passage that spells a placeholder stays as it is. */
    private static String fill(String passages, String question) {
        int first = USER.indexOf(PASSAGES);
        int second = USER.indexOf(QUESTION);
        return USER.substring(0, first)
                + passages
                + USER.substring(first + PASSAGES.length(), second)
                + question
                + USER.substring(second + QUESTION.length());
    }

    private static String fit(Passage passage, int room) {
        String text = passage.chunk().text();
        if (text.length() <= room) {
            return text;
        }
        int end = 0;
        for (Span sentence : passage.chunk().sentences()) {
            if (sentence.end() <= room) {
                end = sentence.end();
            }
        }
        return end < FEWEST_CHARACTERS ? "" : text.substring(0, end);
    }

    private static String read(String name) {
        try (InputStream in = Prompt.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside " + Prompt.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + name, e);
        }
    }
}
