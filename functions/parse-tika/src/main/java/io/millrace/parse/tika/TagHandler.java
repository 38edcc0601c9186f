package io.millrace.parse.tika;

import io.millrace.core.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Passes SAX events on, and remembers a verdict that a parser swallows. */
final class TagHandler extends DefaultHandler {

    private final Tags tags;
    private final Runnable beforeBody;
    private @Nullable ProblemException verdict;
    private boolean inHead;

    /** @param beforeBody runs when all of the document's metadata is known, before its first text */
    TagHandler(Tags tags, Runnable beforeBody) {
        this.tags = tags;
        this.beforeBody = beforeBody;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        guarded(() -> {
            switch (localName) {
                case "html" -> {}
                case "head" -> inHead = true;
                case "body" -> beforeBody.run();
                default -> {
                    String cssClass = attributes.getValue("class");
                    tags.open(localName, cssClass == null ? "" : cssClass);
                }
            }
        });
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        guarded(() -> {
            switch (localName) {
                case "html", "body" -> {}
                case "head" -> inHead = false;
                default -> tags.close(localName);
            }
        });
    }

    @Override
    public void characters(char[] ch, int start, int length) {
        if (!inHead) {
            guarded(() -> tags.text(new String(ch, start, length)));
        }
    }

    @Override
    public void ignorableWhitespace(char[] ch, int start, int length) {
        characters(ch, start, length);
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (ProblemException e) {
            verdict = e;
            throw e;
        }
    }

    /** What was thrown into the parser; null if nothing was. */
    @Nullable
    ProblemException verdict() {
        return verdict;
    }
}
