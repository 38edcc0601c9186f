package io.millrace.parse.tika;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jspecify.annotations.Nullable;

/** The pages of a PDF that show something but have no text: recognises it where that can be done, and says which pages are left. */
final class ScannedPages {

    /** Says in a document's metadata that its text, or some of it, was recognised in images. */
    static final String RECOGNISED = "recognised";

    private static final double MAX_DOTS_AN_INCH = 300;
    /** What tesseract is made for starts somewhat above it. */
    private static final double LEAST_DOTS_AN_INCH = 150;

    private static final float POINTS_AN_INCH = 72;
    /** A letter-sized page at 300 dots an inch has 8.4 million. */
    private static final double MAX_PIXELS = 9e6;
    /** An image of the page's shape fills it; one side may differ from the other by this share. */
    private static final double SAME_SHAPE = 0.02;
    /** No line of print fits into fewer pixels. */
    private static final int LEAST_HEIGHT_OF_TEXT = 20;

    private static final int MOST_NAMED = 20;

    private final PdfPages pages;
    private final @Nullable Tesseract tesseract;
    private final Deadline end;
    private final List<Integer> unread = new ArrayList<>();
    private boolean recognised;
    private boolean pictures;

    /** @param end when to stop recognising; the pages that are left then stay unread */
    ScannedPages(PdfPages pages, @Nullable Tesseract tesseract, Deadline end) {
        this.pages = pages;
        this.tesseract = tesseract;
        this.end = end;
    }

    /**
     * Fills the pages that are blank so far.
     *
     * @throws IOException when temporary files can't be written
     */
    void read(Input input) throws IOException {
        List<Integer> blank = pages.blank();
        if (blank.isEmpty()) {
            return;
        }
        try (PDDocument document = input.file() == null
                ? Loader.loadPDF(input.bytes(input.size()))
                : Loader.loadPDF(input.file().toFile())) {
            PDFRenderer renderer = new PDFRenderer(document);
            renderer.setSubsamplingAllowed(true);
            int left = tesseract == null ? 0 : tesseract.maxPages();
            for (int number : blank) {
                switch (shown(document.getPage(number - 1))) {
                    case NOTHING -> {}
                    case PICTURE -> pictures = true;
                    case PERHAPS_TEXT -> recognise(renderer, document, number, left-- > 0 && !end.isOver());
                }
            }
        } catch (IOException e) {
            if (Passing.isOfTheDisk(e)) {
                throw e;
            }
            // What Tika could read, and PDFBox alone can't, stays as Tika has it.
            unread.addAll(blank);
        }
    }

    private void recognise(PDFRenderer renderer, PDDocument document, int number, boolean allowed) throws IOException {
        Optional<String> text = allowed ? text(renderer, document, number - 1) : Optional.empty();
        if (text.isEmpty()) {
            unread.add(number);
        } else if (text.get().isBlank()) {
            pictures = true;
        } else {
            recognised = true;
            pages.fill(number, text.get());
        }
    }

    private Optional<String> text(PDFRenderer renderer, PDDocument document, int index) throws IOException {
        if (tesseract == null) {
            return Optional.empty();
        }
        BufferedImage image =
                renderer.renderImageWithDPI(index, (float) dotsAnInch(document.getPage(index)), ImageType.GRAY);
        Path file = Files.createTempFile("page-", ".png");
        try {
            ImageIO.write(image, "png", file.toFile());
            return tesseract.read(file, 1, end);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Of a page that is one scanned image, the image's own: more would be more to recognise, with nothing more in it. */
    private static double dotsAnInch(PDPage page) throws IOException {
        PDRectangle size = page.getCropBox();
        double width = Math.max(1, size.getWidth()) / POINTS_AN_INCH;
        double height = Math.max(1, size.getHeight()) / POINTS_AN_INCH;
        double most = Math.min(MAX_DOTS_AN_INCH, Math.sqrt(MAX_PIXELS / (width * height)));
        List<PDImageXObject> images = images(page);
        if (images.size() != 1) {
            return most;
        }
        double across = images.getFirst().getWidth() / width;
        double down = images.getFirst().getHeight() / height;
        boolean fillsThePage = Math.abs(across - down) < SAME_SHAPE * Math.max(across, down);
        return fillsThePage ? Math.min(most, Math.max(LEAST_DOTS_AN_INCH, across)) : most;
    }

    private static List<PDImageXObject> images(PDPage page) throws IOException {
        List<PDImageXObject> images = new ArrayList<>();
        for (COSName name : page.getResources().getXObjectNames()) {
            if (page.getResources().getXObject(name) instanceof PDImageXObject image) {
                images.add(image);
            }
        }
        return images;
    }

    private enum Shown {
        NOTHING,
        PICTURE,
        PERHAPS_TEXT
    }

    private static Shown shown(PDPage page) throws IOException {
        PDResources resources = page.getResources();
        Shown shown = Shown.NOTHING;
        if (resources != null) {
            for (COSName name : resources.getXObjectNames()) {
                PDXObject object = resources.getXObject(name);
                boolean tooSmall = object instanceof PDImageXObject image && image.getHeight() < LEAST_HEIGHT_OF_TEXT;
                if (!tooSmall) {
                    return Shown.PERHAPS_TEXT;
                }
                shown = Shown.PICTURE;
            }
        }
        return shown;
    }

    /** The numbers of the pages that may hold text which nobody has read. */
    List<Integer> unread() {
        return unread;
    }

    /** What is to be said of the document. */
    Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        if (recognised) {
            facts.put(RECOGNISED, "true");
        }
        if (!unread.isEmpty()) {
            String named =
                    unread.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
            facts.put("pagesWithoutText", unread.size() > MOST_NAMED ? named + ", …" : named);
        }
        return facts;
    }

    /** Whether there are pages with images in which there is no text to be read. */
    boolean hasPictures() {
        return pictures;
    }
}
