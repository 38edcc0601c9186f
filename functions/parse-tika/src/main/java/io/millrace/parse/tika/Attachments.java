package io.millrace.parse.tika;

import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.io.input.CloseShieldInputStream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.EmbeddedContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;

/** Reads the documents within a document that have text, up to the limits. One that can't be read leaves its container readable. */
final class Attachments implements EmbeddedDocumentExtractor {

    private static final String XHTML = "http://www.w3.org/1999/xhtml";

    private final TikaParsers parsers;
    private final ParseContext context;
    private final ParseLimits limits;
    private int seen;
    private int depth;

    Attachments(TikaParsers parsers, ParseContext context, ParseLimits limits) {
        this.parsers = parsers;
        this.context = context;
        this.limits = limits;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        return seen < limits.maxEmbedded() && depth < limits.maxEmbeddedDepth();
    }

    @Override
    public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        seen++;
        try (TemporaryResources temporary = new TemporaryResources()) {
            TikaInputStream content = TikaInputStream.get(CloseShieldInputStream.wrap(stream), temporary, metadata);
            MediaType type = parsers.detect(content, metadata);
            if (parsers.supports(type)) {
                metadata.set(TikaCoreProperties.CONTENT_TYPE_PARSER_OVERRIDE, type.toString());
                read(content, handler, metadata);
            }
        }
    }

    private void read(TikaInputStream content, ContentHandler handler, Metadata metadata) throws SAXException {
        depth++;
        open(handler, metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY));
        try {
            parsers.parser()
                    .parse(content, new EmbeddedContentHandler(new BodyContentHandler(handler)), metadata, context);
        } catch (TikaException | IOException e) {
            ProblemException problem = TikaReader.problemIn(e);
            // An attachment that is encrypted or empty is left out; one that is over a limit ends the whole, and so
            // does a full disk.
            if (problem != null && endsTheWhole(problem)) {
                throw problem;
            }
        } finally {
            depth--;
        }
        handler.endElement(XHTML, "div", "div");
    }

    private static boolean endsTheWhole(ProblemException verdict) {
        String code = verdict.problem().code();
        return !code.equals(Verdict.ENCRYPTED.code()) && !code.equals(Verdict.EMPTY.code());
    }

    private static void open(ContentHandler handler, @Nullable String name) throws SAXException {
        AttributesImpl attributes = new AttributesImpl();
        attributes.addAttribute("", "class", "class", "CDATA", "package-entry");
        handler.startElement(XHTML, "div", "div", attributes);
        if (name != null && !name.isBlank()) {
            handler.startElement(XHTML, "h2", "h2", new AttributesImpl());
            handler.characters(name.toCharArray(), 0, name.length());
            handler.endElement(XHTML, "h2", "h2");
        }
    }
}
