package io.millrace.core.answer;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes an answer's text on until a stop string or a number of words is reached; the rest is swallowed. What may be the beginning of a stop string
 * waits for what follows it. A word is at least a token, so text of a generator that was told the same number is never cut here; a quote is.
 * For one answer and one thread.
 */
public final class LimitedText implements Consumer<String> {

    /** A word, or a citation's number, which counts as none. */
    private static final Pattern WORD = Pattern.compile("(\\[\\d+])|\\S+");

    private final List<String> stops;
    private final int maxWords;
    private final Consumer<String> onText;
    private final StringBuilder pending = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private int words;
    private boolean ended;
    private boolean cut;

    /**
     * @param stops none of them empty
     * @param maxWords 1 or more
     */
    public LimitedText(List<String> stops, int maxWords, Consumer<String> onText) {
        this.stops = List.copyOf(stops);
        this.maxWords = maxWords;
        this.onText = onText;
    }

    @Override
    public void accept(String piece) {
        if (ended) {
            return;
        }
        pending.append(piece);
        int stop = stops.stream()
                .mapToInt(pending::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (stop >= 0) {
            pass(pending.substring(0, stop));
            ended = true;
            return;
        }
        int safe = pending.length() - begunStop();
        pass(pending.substring(0, safe));
        pending.delete(0, safe);
    }

    /** Passes on what still waits; call it once, at the end. */
    public void finish() {
        if (!ended) {
            pass(pending.toString());
        }
    }

    /** What was passed on. */
    public String text() {
        return text.toString();
    }

    /** Whether the number of words was reached before the end. */
    public boolean isCut() {
        return cut;
    }

    /** The length of the longest end of {@code pending} that begins a stop string. */
    private int begunStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, pending.length()); length > longest; length--) {
                if (stop.startsWith(pending.substring(pending.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private void pass(String piece) {
        String allowed = withinWords(piece);
        if (!allowed.isEmpty()) {
            text.append(allowed);
            onText.accept(allowed);
        }
    }

    private String withinWords(String piece) {
        boolean goesOn = !text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1));
        Matcher word = WORD.matcher(piece);
        while (word.find()) {
            if (word.group(1) != null || (goesOn && word.start() == 0)) {
                continue;
            }
            if (words == maxWords) {
                cut = true;
                ended = true;
                return piece.substring(0, word.start()).stripTrailing();
            }
            words++;
        }
        return piece;
    }
}
