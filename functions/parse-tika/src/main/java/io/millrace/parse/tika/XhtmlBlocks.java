package io.millrace.parse.tika;

import java.util.Locale;
import java.util.Set;

/** Turns the tags and text of (X)HTML, as they come, into blocks. Unknown tags are passed through. */
final class XhtmlBlocks implements Tags {

    /** How our mapper marks tags that come from HTML, where a line break in the source means nothing. */
    static final String FROM_HTML = "html-";

    private static final Set<String> PAGES = Set.of("page", "slide", "slide-content");
    private static final Set<String> SLIDES = Set.of("slide", "slide-content");
    private static final Set<String> BREAKING = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "blockquote",
            "dl",
            "dt",
            "dd",
            "address",
            "figure",
            "figcaption",
            "caption",
            "hr",
            "ul",
            "ol",
            "menu",
            "body",
            "details",
            "summary",
            "form",
            "fieldset",
            "center");
    private static final int MAX_SLIDE_TITLE = 120;

    private final DocumentText out;
    private final int maxPages;
    private final StringBuilder text = new StringBuilder();
    private boolean html;
    private boolean sheets;
    private int heading;
    private int item;
    private int pre;
    private int tables;
    private TableRows rows = new TableRows();
    private final StringBuilder cell = new StringBuilder();
    private int pages;
    private int divs;
    private int pageDiv;
    private boolean slideTitle;

    XhtmlBlocks(DocumentText out, int maxPages) {
        this.out = out;
        this.maxPages = maxPages;
    }

    /** What follows is from HTML. */
    void html() {
        html = true;
    }

    /** What follows is a workbook: the name of each sheet is a heading of the first level. */
    void sheets() {
        sheets = true;
    }

    @Override
    public void open(String tag, String cssClass) {
        String name = plain(tag);
        if (name.equals("div")) {
            divs++;
            openPage(cssClass);
        }
        if (tables > 0) {
            openInTable(name);
            return;
        }
        if (isHeading(name)) {
            flush();
            heading = name.charAt(1) - '0';
            if (sheets && heading == 1) {
                nextPage();
            }
        } else if (name.equals("br")) {
            text.append(html && pre == 0 ? "\u2028" : "\n");
        } else if (name.equals("li")) {
            flush();
            item++;
        } else if (name.equals("pre")) {
            flush();
            pre++;
        } else if (name.equals("table")) {
            flush();
            tables = 1;
            rows = new TableRows();
        } else if (BREAKING.contains(name)) {
            flush();
        }
    }

    @Override
    public void close(String tag) {
        String name = plain(tag);
        if (tables > 0) {
            closeInTable(name);
        } else if (isHeading(name)) {
            flush();
            heading = 0;
        } else if (name.equals("li")) {
            flush();
            item = Math.max(0, item - 1);
        } else if (name.equals("pre")) {
            flush();
            pre = Math.max(0, pre - 1);
        } else if (BREAKING.contains(name)) {
            flush();
        }
        if (name.equals("div")) {
            if (divs == pageDiv) {
                pageDiv = 0;
            }
            divs--;
        }
    }

    @Override
    public void text(String characters) {
        (tables > 0 ? cell : text).append(characters);
    }

    @Override
    public void finish() {
        if (tables > 0) {
            tables = 0;
            rows.cell(cell.toString());
            out.table(rows.markdown());
        }
        flush();
    }

    private String plain(String tag) {
        if (tag.startsWith(FROM_HTML)) {
            html = true;
            return tag.substring(FROM_HTML.length());
        }
        return tag.toLowerCase(Locale.ROOT);
    }

    private void openPage(String cssClass) {
        if (cssClass.equals("package-entry")) {
            html = false;
        }
        if (pageDiv == 0 && PAGES.contains(cssClass)) {
            flush();
            pageDiv = divs;
            nextPage();
            slideTitle = SLIDES.contains(cssClass);
        }
    }

    private void nextPage() {
        if (++pages > maxPages) {
            throw Verdict.TOO_LARGE.of("more than " + maxPages + " pages", null);
        }
        out.page(pages);
    }

    private void openInTable(String name) {
        switch (name) {
            case "table" -> {
                tables++;
                cell.append(' ');
            }
            case "tr" -> {
                if (tables == 1) {
                    rows.row();
                    cell.setLength(0);
                }
            }
            case "td", "th" -> {
                if (tables == 1) {
                    cell.setLength(0);
                } else {
                    cell.append(' ');
                }
            }
            default -> {
                if (name.equals("br") || name.equals("li") || BREAKING.contains(name)) {
                    cell.append(' ');
                }
            }
        }
    }

    private void closeInTable(String name) {
        if (name.equals("table")) {
            tables--;
            if (tables == 0) {
                out.table(rows.markdown());
                cell.setLength(0);
                text.setLength(0);
            }
        } else if (tables == 1 && (name.equals("td") || name.equals("th"))) {
            rows.cell(cell.toString());
            cell.setLength(0);
        } else if (BREAKING.contains(name) || isHeading(name)) {
            cell.append(' ');
        }
    }

    private void flush() {
        String found = text.toString();
        text.setLength(0);
        if (found.isBlank()) {
            return;
        }
        if (pre > 0) {
            out.code(found);
            return;
        }
        if (html) {
            found = found.replaceAll("[ \\t\\r\\n\\f]+", " ").replaceAll(" ?\u2028 ?", "\n");
        }
        if (heading > 0) {
            out.heading(heading, found);
        } else if (item > 0) {
            out.item(found);
        } else if (slideTitle && found.strip().length() <= MAX_SLIDE_TITLE) {
            out.heading(2, found);
        } else if (html || found.indexOf('\n') < 0) {
            paragraph(found);
        } else {
            PlainText.read(found, out);
        }
        slideTitle = false;
    }

    /** Word processors give a list as paragraphs that start with its marks. */
    private void paragraph(String found) {
        if (Lines.isItem(found.strip())) {
            out.item(found);
        } else {
            out.paragraph(found);
        }
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }
}
