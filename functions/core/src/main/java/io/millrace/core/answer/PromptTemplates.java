package io.millrace.core.answer;

import io.millrace.core.document.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What the generator is told around question and passages.
 *
 * @param version names these words, such as {@code v1}: lower-case letters, digits, dots and hyphens, at most 32
 * @param system the system message, which holds nothing of documents or question; it says {@link Answerer#REFUSAL} once, to the letter, so that a model
 *     that declines can be understood
 * @param user the user's message, with {@code {passages}} and {@code {question}} once each; both together have at most {@value #MAX_CHARACTERS}
 *     characters, which leaves more than half of the smallest window to passages and question
 */
public record PromptTemplates(String version, String system, String user) {

    private static final Pattern VERSION = Pattern.compile("[a-z0-9][a-z0-9.-]{0,31}");
    private static final int MAX_CHARACTERS = 3200;
    private static final int DIGEST_LENGTH = 8;
    private static final String PASSAGES = "{passages}";
    private static final String QUESTION = "{question}";

    /** Those that come with Millrace. */
    public static final PromptTemplates SHIPPED = new PromptTemplates("v1", read("system.v1.txt"), read("user.v1.txt"));

    /** Templates that break a rule are an {@link IllegalArgumentException} which names template, rule and remedy. */
    public PromptTemplates {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "a prompt's version has lower-case letters, digits, dots and hyphens, at most 32, but is '"
                            + version + "'");
        }
        system = system.strip();
        user = user.strip();
        if (system.length() + user.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("the prompt templates 'system' and 'user' have at most " + MAX_CHARACTERS
                    + " characters together, or no passage may fit beside them, but have " + system.length() + " and "
                    + user.length());
        }
        once("user", user, PASSAGES);
        once("user", user, QUESTION);
        once("system", system, Answerer.REFUSAL);
        if (system.contains(PASSAGES) || system.contains(QUESTION)) {
            throw new IllegalArgumentException("the prompt template 'system' must not have " + PASSAGES + " or "
                    + QUESTION + ": they belong into 'user'");
        }
    }

    /** Tells these words from others, also where both call themselves by one version. */
    public String identity() {
        return version + "-" + Digest.of(system, user).substring(0, DIGEST_LENGTH);
    }

    /** The user's message. Both places are found before either is filled: a passage that spells a placeholder stays as it is. */
    String fill(String passages, String question) {
        boolean passagesFirst = user.indexOf(PASSAGES) < user.indexOf(QUESTION);
        String first = passagesFirst ? PASSAGES : QUESTION;
        String second = passagesFirst ? QUESTION : PASSAGES;
        int one = user.indexOf(first);
        int two = user.indexOf(second);
        return user.substring(0, one)
                + (passagesFirst ? passages : question)
                + user.substring(one + first.length(), two)
                + (passagesFirst ? question : passages)
                + user.substring(two + second.length());
    }

    private static void once(String name, String text, String wanted) {
        int at = text.indexOf(wanted);
        if (at < 0 || text.indexOf(wanted, at + 1) >= 0) {
            throw new IllegalArgumentException("the prompt template '" + name + "' must have '" + wanted
                    + "' once, but has it " + (at < 0 ? "not at all" : "more than once"));
        }
    }

    private static String read(String name) {
        try (InputStream in = PromptTemplates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside " + PromptTemplates.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + name, e);
        }
    }
}
