package io.millrace.parse.tika;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What parent and child write into frames. Both are of one build and one machine, so there is no version. The parent trusts nothing that comes back: what
 * does not fit fails as an {@link IOException} or an {@link IllegalArgumentException}.
 */
final class ParserWire {

    private ParserWire() {}

    static void settings(ParserSettings settings, DataOutputStream out) throws IOException {
        ParseLimits limits = settings.limits();
        out.writeLong(limits.maxInputBytes());
        out.writeInt(limits.maxOutputCharacters());
        out.writeLong(limits.timeout().toMillis());
        out.writeInt(limits.maxPages());
        out.writeInt(limits.maxEmbedded());
        out.writeInt(limits.maxEmbeddedDepth());
        out.writeInt(limits.maxExpansion());
        text(settings.ocr().program(), out);
        text(settings.ocr().languages(), out);
        out.writeInt(settings.ocr().maxPages());
        out.writeLong(settings.ocr().timeout().toMillis());
        out.writeInt(settings.processes());
        out.writeInt(settings.heapMegabytes());
        out.writeLong(settings.idle().toMillis());
    }

    static ParserSettings settings(DataInputStream in) throws IOException {
        ParseLimits limits = new ParseLimits(
                in.readLong(),
                in.readInt(),
                Duration.ofMillis(in.readLong()),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt());
        OcrSettings ocr = new OcrSettings(text(in), text(in), in.readInt(), Duration.ofMillis(in.readLong()));
        return new ParserSettings(limits, ocr, in.readInt(), in.readInt(), Duration.ofMillis(in.readLong()));
    }

    /** A small document goes with its bytes, a large one by the path of its file. */
    static void request(Input input, ParseRequest request, Duration time, DataOutputStream out) throws IOException {
        out.writeLong(time.toMillis());
        text(request.uri(), out);
        optional(request.declaredContentType(), out);
        optional(request.declaredTitle(), out);
        out.writeLong(input.size());
        Path file = input.file();
        optional(file == null ? null : file.toString(), out);
        if (file == null) {
            byte[] bytes = input.bytes(input.size());
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** A document that is to be read, what is known of it, and until when. */
    record Asked(Input input, ParseRequest request, Deadline end) {}

    static Asked request(DataInputStream in) throws IOException {
        Deadline end = Deadline.in(Duration.ofMillis(in.readLong()));
        String uri = text(in);
        String type = optional(in);
        String title = optional(in);
        long bytes = in.readLong();
        String file = optional(in);
        Input input = file == null ? Input.of(in.readNBytes(in.readInt())) : Input.of(Path.of(file), bytes);
        return new Asked(input, new ParseRequest(uri, type, title, bytes), end);
    }

    static void document(ParsedDocument document, DataOutputStream out) throws IOException {
        out.writeBoolean(true);
        text(document.title(), out);
        text(document.contentType(), out);
        text(document.text(), out);
        out.writeInt(document.blocks().size());
        for (Block block : document.blocks()) {
            Integer page = block.page();
            out.writeInt(block.span().start());
            out.writeInt(block.span().end());
            out.writeInt(page == null ? 0 : page);
            switch (block) {
                case Block.Heading heading -> out.writeByte(heading.level());
                case Block.Paragraph paragraph -> out.writeByte('p');
                case Block.ListItem item -> out.writeByte('i');
                case Block.Table table -> out.writeByte('t');
                case Block.Code code -> out.writeByte('c');
            }
        }
        out.writeInt(document.metadata().size());
        for (Map.Entry<String, String> fact : document.metadata().entrySet()) {
            text(fact.getKey(), out);
            text(fact.getValue(), out);
        }
    }

    static void problem(Problem problem, DataOutputStream out) throws IOException {
        out.writeBoolean(false);
        text(problem.category().name(), out);
        text(problem.code(), out);
        text(problem.detail(), out);
    }

    /** @throws ProblemException the verdict that the child came to, or what kept it from one */
    static ParsedDocument answer(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            throw new ProblemException(new Problem(Category.valueOf(text(in)), text(in), text(in)));
        }
        String title = text(in);
        String contentType = text(in);
        String text = text(in);
        List<Block> blocks = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            blocks.add(block(in));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            metadata.put(text(in), text(in));
        }
        return new ParsedDocument(title, contentType, text, blocks, metadata);
    }

    private static Block block(DataInputStream in) throws IOException {
        Span span = new Span(in.readInt(), in.readInt());
        int number = in.readInt();
        Integer page = number == 0 ? null : Integer.valueOf(number);
        int kind = in.readByte();
        return switch (kind) {
            case 'p' -> new Block.Paragraph(span, page);
            case 'i' -> new Block.ListItem(span, page);
            case 't' -> new Block.Table(span, page);
            case 'c' -> new Block.Code(span, page);
            default -> new Block.Heading(span, page, kind);
        };
    }

    private static void optional(@Nullable String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            text(text, out);
        }
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? text(in) : null;
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
