package io.millrace.parse.tika;

import java.util.IdentityHashMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** HTML as a reader sees it: without scripts, forms and navigation. */
final class HtmlReader {

    private static final String UNSEEN =
            "head, script, style, noscript, template, svg, iframe, object, select, button, input, textarea, nav, [hidden], [aria-hidden=true]";
    private static final String FRAME = "body > header, body > footer, body > aside";

    private HtmlReader() {}

    /** Writes the blocks of {@code html} and returns its title; empty for none. */
    static String read(String html, DocumentText out) {
        return read(Jsoup.parse(html), out);
    }

    static String read(Document html, DocumentText out) {
        String title = html.title();
        html.select(UNSEEN).remove();
        if (html.selectFirst("main, article, [role=main]") != null) {
            html.select(FRAME).remove();
        }
        XhtmlBlocks blocks = new XhtmlBlocks(out, Integer.MAX_VALUE);
        blocks.html();
        html.body().traverse(new NodeVisitor() {
            private final IdentityHashMap<Element, Integer> numbers = new IdentityHashMap<>();

            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode text) {
                    blocks.text(text.getWholeText());
                } else if (node instanceof Element element) {
                    blocks.open(element.normalName(), "");
                    blocks.text(unwritten(element));
                }
            }

            // What a browser shows of the element besides its text.
            private String unwritten(Element element) {
                Element list = element.parent();
                if (list != null && element.nameIs("li") && list.nameIs("ol")) {
                    int next = number(element, "value", numbers.getOrDefault(list, number(list, "start", 1)));
                    numbers.put(list, next + 1);
                    return next + ". ";
                }
                return element.nameIs("img") && !element.attr("alt").isBlank() ? " " + element.attr("alt") + " " : "";
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element) {
                    blocks.close(element.normalName());
                }
            }
        });
        blocks.finish();
        return title;
    }

    private static int number(Element element, String attribute, int otherwise) {
        String value = element.attr(attribute);
        return value.matches("-?\\d{1,8}") ? Integer.parseInt(value) : otherwise;
    }
}
