package io.millrace.parse.tika;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.DefaultEncodingDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.AutoDetectParserConfig;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.csv.TextAndCSVParser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.mbox.MboxParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.TNEFParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.FlatOpenDocumentParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.TXTParser;
import org.apache.tika.parser.xml.DcXMLParser;

/**
 * The parsers in use, named one by one: none of them starts a program or opens a connection. Made when the first document needs them, since
 * loading Tika's type database takes longer than the start of a function.
 */
final class TikaParsers {

    private static final long MAX_ZIP_ENTRY_BYTES = 512L << 20;
    private static final Set<String> NOISY =
            Set.of("org.apache.pdfbox", "org.apache.fontbox", "org.apache.tika", "org.apache.poi", "org.apache.james");

    /** Kept, since a logger that nobody holds forgets its level. What these log may hold document text. */
    private static final List<Logger> QUIET =
            NOISY.stream().map(TikaParsers::quiet).toList();

    private final Detector detector = new DefaultDetector();
    private final EncodingDetector encodings = new DefaultEncodingDetector();
    private final AutoDetectParser parser;
    private final Set<MediaType> supported;

    private TikaParsers(ParseLimits limits) {
        ZipSecureFile.setMaxEntrySize(MAX_ZIP_ENTRY_BYTES);
        parser = new AutoDetectParser(detector, parsers());
        AutoDetectParserConfig config = new AutoDetectParserConfig();
        config.setMaximumCompressionRatio((long) limits.maxExpansion());
        config.setMaximumPackageEntryDepth(limits.maxEmbeddedDepth() + 1);
        parser.setAutoDetectParserConfig(config);
        supported = parser.getSupportedTypes(new ParseContext());
    }

    static TikaParsers within(ParseLimits limits) {
        if (QUIET.isEmpty()) {
            throw new IllegalStateException("no logger was silenced");
        }
        return new TikaParsers(limits);
    }

    private static Logger quiet(String name) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(Level.OFF);
        return logger;
    }

    private static Parser[] parsers() {
        return new Parser[] {
            new PDFParser(),
            new OOXMLParser(),
            new OfficeParser(),
            new RTFParser(),
            new TNEFParser(),
            new OpenDocumentParser(),
            new FlatOpenDocumentParser(),
            new EpubParser(),
            new RFC822Parser(),
            new MboxParser(),
            new JSoupParser(),
            new TextAndCSVParser(),
            new TXTParser(),
            new DcXMLParser()
        };
    }

    MediaType detect(TikaInputStream content, Metadata metadata) throws IOException {
        return detector.detect(content, metadata).getBaseType();
    }

    EncodingDetector encodings() {
        return encodings;
    }

    AutoDetectParser parser() {
        return parser;
    }

    boolean supports(MediaType type) {
        return supported.contains(type);
    }

    /** How one document is to be read. */
    ParseContext context(ParseLimits limits) {
        ParseContext context = new ParseContext();
        context.set(Parser.class, parser);
        context.set(PDFParserConfig.class, pdf());
        context.set(OfficeParserConfig.class, office());
        context.set(HtmlMapper.class, new MarkedHtml());
        context.set(org.apache.tika.extractor.EmbeddedDocumentExtractor.class, new Attachments(this, context, limits));
        return context;
    }

    private static PDFParserConfig pdf() {
        PDFParserConfig config = new PDFParserConfig();
        config.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        config.setExtractInlineImages(false);
        config.setExtractAnnotationText(false);
        return config;
    }

    private static OfficeParserConfig office() {
        OfficeParserConfig config = new OfficeParserConfig();
        config.setUseSAXDocxExtractor(true);
        config.setUseSAXPptxExtractor(true);
        config.setIncludeSlideMasterContent(false);
        config.setIncludeHeadersAndFooters(false);
        return config;
    }

    /** Keeps all tags but those that are not for readers, and marks them as HTML. */
    private static final class MarkedHtml implements HtmlMapper {

        private static final Set<String> DISCARDED = Set.of("script", "style", "noscript", "template", "svg", "head");

        @Override
        public String mapSafeElement(String name) {
            return XhtmlBlocks.FROM_HTML + name.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean isDiscardElement(String name) {
            return DISCARDED.contains(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public String mapSafeAttribute(String element, String attribute) {
            return attribute;
        }
    }
}
