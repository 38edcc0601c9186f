package io.millrace.core.answer;

import io.millrace.core.answer.Verifier.Support;
import io.millrace.core.answer.Verifier.Verdict;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds each generated sentence back until it is whole and verified; then it goes out with its citation, or is dropped. */
final class VerifiedStream implements Consumer<String> {

    /** A place where a sentence may have ended, with a whole word after it, so that the splitter sees what follows. */
    private static final Pattern MAYBE_ENDED = Pattern.compile("[.!?…][\"'”’)\\]]*\\s+\\S+\\s|\\n");

    private static final Pattern MARKERS = Pattern.compile("\\s*\\[\\s*\\d+(?:\\s*[,;–-]\\s*\\d+)*\\s*\\]");
    private static final Pattern ENDED = Pattern.compile(".*[.!?…:][\"'”’)\\]]*\\s*", Pattern.DOTALL);

    private final Verifier verifier;
    private final Draft draft;
    private final String refusal;
    private final StringBuilder pending = new StringBuilder();
    private final Set<String> said = new HashSet<>();
    private double coverage;
    private int kept;
    private int dropped;
    private boolean declined;

    /**
     * @param refusal the sentence that the model was told to say when the passages do not answer
     */
    VerifiedStream(Verifier verifier, Draft draft, String refusal) {
        this.verifier = verifier;
        this.draft = draft;
        this.refusal = refusal;
    }

    @Override
    public void accept(String piece) {
        pending.append(piece);
        if (MAYBE_ENDED.matcher(pending).find()) {
            flush(false);
        }
    }

    /** Judges what is left. A sentence that the limit of length cut off is dropped. */
    void finish(Generation.FinishReason reason) {
        if (reason == Generation.FinishReason.LENGTH && !ENDED.matcher(pending).matches()) {
            flush(false);
            if (!pending.toString().isBlank()) {
                drop(pending.toString().strip(), Rejection.CUT_OFF, null);
            }
        } else {
            flush(true);
        }
        pending.setLength(0);
    }

    private void flush(boolean last) {
        String text = pending.toString();
        List<Span> sentences = Sentences.split(text);
        int done = 0;
        for (int i = 0; i < sentences.size(); i++) {
            Span sentence = sentences.get(i);
            boolean whole = last || i + 1 < sentences.size() || text.indexOf('\n', sentence.end()) >= 0;
            if (whole) {
                judge(sentence.of(text));
                done = sentence.end();
            }
        }
        pending.delete(0, done);
    }

    private void judge(String generated) {
        String sentence = MARKERS.matcher(generated).replaceAll("").strip();
        if (sentence.isEmpty()) {
            return;
        }
        if (sentence.equalsIgnoreCase(refusal)) {
            declined = true;
            return;
        }
        Verdict verdict = verifier.verdict(sentence);
        Support support = verdict.support().orElse(null);
        if (support == null && Declining.says(sentence)) {
            declined = true;
        } else if (support == null) {
            drop(sentence, verdict.rejection(), verdict.nearest());
        } else if (!said.add(sentence.toLowerCase(Locale.ROOT))) {
            drop(sentence, Rejection.REPEATED, support);
        } else {
            kept++;
            coverage += support.coverage();
            draft.add(SentenceEvidence.judged(sentence, null, support));
            draft.text().add(sentence, draft.citations().number(support.passage(), support.span()));
        }
    }

    private void drop(String sentence, @Nullable Rejection why, @Nullable Support nearest) {
        dropped++;
        draft.add(SentenceEvidence.judged(sentence, why, nearest));
    }

    /** The mean coverage of the sentences that were kept, 0..1. */
    double support() {
        return kept == 0 ? 0 : coverage / kept;
    }

    int kept() {
        return kept;
    }

    int dropped() {
        return dropped;
    }

    /** Whether the model said that the passages do not answer. */
    boolean declined() {
        return declined;
    }
}
