package io.millrace.parse.tika;

import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;

/** Tells a scanned PDF from an empty one. */
final class PdfImages {

    private PdfImages() {}

    /** Whether a page of the PDF shows an image or a drawing of its own. */
    static boolean in(Input input) {
        try (PDDocument document = input.file() == null
                ? Loader.loadPDF(input.bytes(input.size()))
                : Loader.loadPDF(input.file().toFile())) {
            for (PDPage page : document.getPages()) {
                PDResources resources = page.getResources();
                if (resources != null) {
                    for (COSName ignored : resources.getXObjectNames()) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
