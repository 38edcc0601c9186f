package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes small documents for tests. */
final class Documents {

    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private @Nullable Integer page;

    Documents page(int number) {
        page = number;
        return this;
    }

    Documents heading(int level, String heading) {
        blocks.add(new Block.Heading(append(heading), page, level));
        return this;
    }

    Documents paragraph(String paragraph) {
        blocks.add(new Block.Paragraph(append(paragraph), page));
        return this;
    }

    Documents item(String item) {
        blocks.add(new Block.ListItem(append(item), page));
        return this;
    }

    Documents table(String rows) {
        blocks.add(new Block.Table(append(rows), page));
        return this;
    }

    Documents code(String code) {
        blocks.add(new Block.Code(append(code), page));
        return this;
    }

    ParsedDocument titled(String title) {
        return new ParsedDocument(title, "text/plain", text.toString(), blocks, Map.of());
    }

    private Span append(String part) {
        if (!text.isEmpty()) {
            text.append("\n\n");
        }
        text.append(part);
        return new Span(text.length() - part.length(), text.length());
    }
}
