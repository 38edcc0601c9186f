package io.millrace.parse.tika;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** CommonMark with GitHub's tables. Marks are left out of the text, links and images are their words. */
final class MarkdownReader {

    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private static final int MOST_CELLS = 1 << 18;
    private static final int MOST_STEPS = 1 << 28;

    private MarkdownReader() {}

    /** Writes the blocks of {@code markdown} and returns the title of its front matter; empty for none. */
    static String read(String markdown, DocumentText out) {
        FrontMatter front = FrontMatter.of(markdown);
        PARSER.parse(front.rest()).accept(new Blocks(out));
        return front.title();
    }

    /**
     * Whether reading it could cost far more than its length: a row of one cell is filled up to the width of its table, and from every {@code <} the parser looks for a {@code >} up
     * to the end.
     */
    static boolean isCostly(String markdown) {
        long lines = 1;
        long bars = 0;
        long mostBars = 0;
        long tags = 0;
        for (int i = 0; i < markdown.length(); i++) {
            switch (markdown.charAt(i)) {
                case '\n', '\r' -> {
                    lines++;
                    bars = 0;
                }
                case '|' -> mostBars = Math.max(mostBars, ++bars);
                case '<' -> tags++;
                default -> {}
            }
        }
        return lines * mostBars > MOST_CELLS || tags * markdown.length() > MOST_STEPS;
    }

    private static String inline(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new Inline(text));
        return text.toString();
    }

    private static final class Blocks extends AbstractVisitor {

        private final DocumentText out;
        private final IdentityHashMap<OrderedList, Integer> numbers = new IdentityHashMap<>();

        private Blocks(DocumentText out) {
            this.out = out;
        }

        @Override
        public void visit(Heading heading) {
            out.heading(heading.getLevel(), inline(heading));
        }

        @Override
        public void visit(Paragraph paragraph) {
            if (paragraph.getParent() instanceof ListItem item && paragraph.getPrevious() == null) {
                out.item(marker(item) + inline(paragraph));
            } else {
                out.paragraph(inline(paragraph));
            }
        }

        @Override
        public void visit(ListItem item) {
            if (item.getParent() instanceof OrderedList list) {
                int start = Objects.requireNonNullElse(list.getMarkerStartNumber(), 1);
                numbers.merge(list, start, (number, first) -> number + 1);
            }
            visitChildren(item);
        }

        private String marker(ListItem item) {
            return item.getParent() instanceof OrderedList list ? numbers.get(list) + ". " : "";
        }

        @Override
        public void visit(FencedCodeBlock code) {
            out.code(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            out.code(code.getLiteral());
        }

        @Override
        public void visit(HtmlBlock html) {
            HtmlReader.read(html.getLiteral(), out);
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
                TableRows rows = new TableRows();
                for (Node part = block.getFirstChild(); part != null; part = part.getNext()) {
                    for (Node row = part.getFirstChild(); row instanceof TableRow; row = row.getNext()) {
                        rows.row();
                        for (Node cell = row.getFirstChild(); cell instanceof TableCell; cell = cell.getNext()) {
                            rows.cell(inline(cell));
                        }
                    }
                }
                out.table(rows.markdown());
            } else {
                visitChildren(block);
            }
        }
    }

    private static final class Inline extends AbstractVisitor {

        private final StringBuilder text;

        private Inline(StringBuilder text) {
            this.text = text;
        }

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(Code node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(HardLineBreak node) {
            text.append('\n');
        }
    }
}
