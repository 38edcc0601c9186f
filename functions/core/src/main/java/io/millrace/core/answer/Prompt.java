package io.millrace.core.answer;

import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.document.Digest;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.ScoredPassage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What the generator reads. The system message is the same for every question but for what the asker's own system message adds, and holds nothing of
 * the documents. Passages stand in the user's message between fences whose mark depends on question and passages: text can't close a fence that it can't know.
 *
 * @param messages for the generator
 * @param passages those that found room, best first; they are what an answer may rest on
 * @param tokens how many tokens it is taken to have
 * @param countedBy who says so
 */
record Prompt(List<Message> messages, List<Passage> passages, int tokens, TokensBy countedBy) {

    private static final int MARK_LENGTH = 8;
    private static final int FEWEST_CHARACTERS = 80;

    /** What a fence costs, and what a chat template puts around the messages. */
    private static final int FENCE_TOKENS = 24;

    private static final int TEMPLATE_TOKENS = 16;

    /** Where only a part of a passage fits: the share of the room in tokens that is filled, since tokens are not even. */
    private static final double CAREFUL = .9;

    Prompt {
        messages = List.copyOf(messages);
        passages = List.copyOf(passages);
    }

    /**
     * Takes passages, best first, as long as there is room; the last one is cut after a whole sentence.
     *
     * @param cancellation ends the counting of tokens
     */
    static Prompt of(
            String asked,
            String instructions,
            List<ScoredPassage> found,
            PromptSizer sizer,
            Cancellation cancellation) {
        PromptTemplates templates = sizer.templates();
        GenerationSettings settings = sizer.settings();
        String added = instructions.isBlank() ? "" : "\n\n" + PromptText.plain(instructions.strip());
        String system = templates.system() + added;
        String question = PromptText.plain(asked);
        List<Passage> best = found.stream()
                .limit(settings.passages())
                .map(ScoredPassage::passage)
                .toList();
        List<String> parts = new ArrayList<>(List.of(added, question));
        best.forEach(passage -> parts.add(text(passage, passage.chunk().text().length())));
        int room = settings.promptTokens() - TEMPLATE_TOKENS - best.size() * FENCE_TOKENS;
        PromptSizes sizes = sizer.sizes(parts, room, cancellation);
        int first = sizes.tokens().size() - best.size();
        int used = TEMPLATE_TOKENS
                + sizes.tokens().subList(0, first).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        List<Passage> taken = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            int size = sizes.tokens().get(first + i);
            int left = settings.promptTokens() - used - FENCE_TOKENS;
            String text =
                    size <= left ? parts.get(parts.size() - best.size() + i) : cut(best.get(i), left / (double) size);
            if (text.isEmpty()) {
                break;
            }
            used += FENCE_TOKENS + Math.min(size, Math.max(0, left));
            taken.add(best.get(i));
            texts.add(text);
            if (size > left) {
                break;
            }
        }
        String user = templates.fill(fenced(question, texts), question);
        return new Prompt(
                List.of(new Message(Role.SYSTEM, system), new Message(Role.USER, user)), taken, used, sizes.by());
    }

    private static String fenced(String question, List<String> texts) {
        String mark = Digest.of(question, String.join("\n", texts)).substring(0, MARK_LENGTH);
        StringBuilder fenced = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            fenced.append("<passage ").append(i + 1).append(' ').append(mark).append(">\n");
            fenced.append(texts.get(i)).append("\n</passage ").append(mark).append(">\n");
        }
        return fenced.toString();
    }

    private static String text(Passage passage, int end) {
        return PromptText.plain(
                PassageText.context(passage.title(), passage.chunk().headings())
                        + passage.chunk().text().substring(0, end));
    }

    /** The whole sentences that fit into a share of the passage; nothing where that is too little to say anything. */
    private static String cut(Passage passage, double share) {
        int context =
                PassageText.context(passage.title(), passage.chunk().headings()).length();
        int room = (int) ((context + passage.chunk().text().length()) * share * CAREFUL) - context;
        int end = 0;
        for (Span sentence : passage.chunk().sentences()) {
            if (sentence.end() <= room) {
                end = sentence.end();
            }
        }
        return end < FEWEST_CHARACTERS ? "" : text(passage, end);
    }
}
