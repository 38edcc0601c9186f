package io.millrace.source.row;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Mustache template over the columns of a row: no logic, no code, no partials, no escaping, since what comes out is Markdown for an index and for no browser.
 *
 * <p>A name stands for one column, whatever columns are added to a table later: outside a section of a join for the row's own, in one for the joined table's. There
 * {@code row.name} is the row's own. A parent's column is {@code parent.name} also outside its section.
 */
public final class RowTemplate {

    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .nullValue("")
            .emptyStringIsFalse(true)
            .strictSections(true)
            .withFormatter(CellText::of)
            .withCollector(new Cells());

    private final String text;
    private final Template template;
    private final List<Reference> references;

    private RowTemplate(String text, Template template, List<Reference> references) {
        this.text = text;
        this.template = template;
        this.references = List.copyOf(references);
    }

    /** Looks names up in maps alone: methods and fields of a value are no columns. */
    private static final class Cells extends BasicCollector {

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            return context instanceof Map ? super.createFetcher(context, name) : null;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    /**
     * @param line of the text's first line in the mapping, from 1
     * @param joins by name, with the kind of each
     * @return null, and said, where it is wrong
     */
    static @Nullable RowTemplate of(String text, int line, Map<String, Join.Kind> joins, Findings findings) {
        TemplateNames names = new TemplateNames(text, line, joins, findings);
        if (!names.read()) {
            return null;
        }
        try {
            return new RowTemplate(text, COMPILER.compile(text), names.references());
        } catch (MustacheException e) {
            findings.add(
                    line,
                    "the template is not Mustache: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "close each {{#name}} with {{/name}}, and each {{ with }}");
            return null;
        }
    }

    /** The columns that it names. */
    public List<Reference> references() {
        return references;
    }

    /** @param cells see {@link JoinedRow#context} */
    void write(Map<String, @Nullable Object> cells, Writer out) {
        template.execute(cells, out);
    }

    @Override
    public String toString() {
        return text;
    }
}
