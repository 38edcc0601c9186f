package io.millrace.client;

import java.util.function.Consumer;

/** Hands a reply on without the thoughts that some models put before it ({@code <think>…</think>}) and the white space after them. Those that never end leave no reply. */
final class WithoutThoughts {

    private static final String BEGIN = "<think>";
    private static final String END = "</think>";

    private enum Part {
        BEGINNING,
        THOUGHTS,
        AFTER_THOUGHTS,
        REPLY
    }

    private final Consumer<String> onText;
    private final StringBuilder reply = new StringBuilder();
    private String held = "";
    private Part part = Part.BEGINNING;

    WithoutThoughts(Consumer<String> onText) {
        this.onText = onText;
    }

    void add(String piece) {
        if (part == Part.REPLY) {
            handOn(piece);
            return;
        }
        held += piece;
        if (part == Part.BEGINNING) {
            begin();
        }
        if (part == Part.THOUGHTS) {
            skip();
        }
        if (part == Part.AFTER_THOUGHTS) {
            held = held.stripLeading();
            if (!held.isEmpty()) {
                handOnHeld();
            }
        }
    }

    /** The reply, once all of it was added. */
    String finish() {
        if (part == Part.BEGINNING) {
            handOnHeld();
        }
        return reply.toString();
    }

    boolean isEmpty() {
        return reply.isEmpty();
    }

    private void begin() {
        String start = held.stripLeading();
        if (start.startsWith(BEGIN)) {
            held = start.substring(BEGIN.length());
            part = Part.THOUGHTS;
        } else if (!BEGIN.startsWith(start)) {
            handOnHeld();
        }
    }

    private void skip() {
        int end = held.indexOf(END);
        if (end < 0) {
            held = held.substring(Math.max(0, held.length() - END.length() + 1));
        } else {
            held = held.substring(end + END.length());
            part = Part.AFTER_THOUGHTS;
        }
    }

    private void handOnHeld() {
        part = Part.REPLY;
        handOn(held);
        held = "";
    }

    private void handOn(String piece) {
        if (!piece.isEmpty()) {
            reply.append(piece);
            onText.accept(piece);
        }
    }
}
