package io.millrace.parse.tika;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;

/** Documents that are images themselves: scans as PNG, JPEG or TIFF. */
final class ImageFiles {

    private static final Set<MediaType> TYPES =
            Set.of(MediaType.image("png"), MediaType.image("jpeg"), MediaType.image("tiff"));

    /** A sheet of A3 at 600 dots an inch. */
    private static final long MAX_PIXELS = 70_000_000;

    private final @Nullable Tesseract tesseract;

    ImageFiles(@Nullable Tesseract tesseract) {
        this.tesseract = tesseract;
    }

    static boolean supports(MediaType type) {
        return TYPES.contains(type);
    }

    /** Writes what is recognised by {@code end}, and gives what is to be said of it. */
    Map<String, String> read(Input input, Deadline end, DocumentText out) throws IOException {
        if (tesseract == null) {
            throw Verdict.NEEDS_OCR.of();
        }
        Path image = Files.createTempFile("image-", ".bin");
        try {
            Files.write(image, input.bytes(input.size()));
            Optional<String> text = tesseract.read(image, frames(image, tesseract.maxPages()), end);
            if (text.isEmpty()) {
                throw Verdict.NEEDS_OCR.of("text recognition failed or took too long", null);
            }
            String[] pages = text.get().split("\f", -1);
            for (int i = 0; i < pages.length; i++) {
                out.page(i + 1);
                PlainText.read(pages[i], out);
            }
        } finally {
            Files.deleteIfExists(image);
        }
        if (out.isEmpty()) {
            throw Verdict.EMPTY.of("text recognition found none", null);
        }
        return Map.of(ScannedPages.RECOGNISED, "true");
    }

    /** Looks at the sizes alone: an image can unpack to more than the memory of the machine. */
    private static int frames(Path image, int maxPages) throws IOException {
        try (ImageInputStream content = ImageIO.createImageInputStream(image.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(content);
            if (!readers.hasNext()) {
                throw Verdict.BROKEN.of();
            }
            ImageReader reader = readers.next();
            reader.setInput(content);
            int frames = reader.getNumImages(true);
            if (frames > maxPages) {
                throw Verdict.TOO_LARGE.of("more than " + maxPages + " pages to recognise", null);
            }
            for (int i = 0; i < frames; i++) {
                if ((long) reader.getWidth(i) * reader.getHeight(i) > MAX_PIXELS) {
                    throw Verdict.TOO_LARGE.of("more than " + MAX_PIXELS + " pixels", null);
                }
            }
            reader.dispose();
            return frames;
        } catch (IOException | IllegalArgumentException e) {
            if (Passing.isOfTheDisk(e)) {
                throw Passing.unavailable(e.getClass().getSimpleName(), e);
            }
            throw Verdict.BROKEN.of("", e);
        }
    }
}
