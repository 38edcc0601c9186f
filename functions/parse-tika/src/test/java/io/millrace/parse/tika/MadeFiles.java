package io.millrace.parse.tika;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.poi.ooxml.POIXMLDocument;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackagePartName;
import org.apache.poi.openxml4j.opc.PackagingURIHelper;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;

/** Makes real files for tests. */
final class MadeFiles {

    private static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static final Map<Integer, byte[]> MANY_PAGES = new ConcurrentHashMap<>();

    private MadeFiles() {}

    /** One page for each list of lines; lines that {@code outline} names are its bookmarks. */
    static byte[] pdf(List<List<String>> pages, List<String> outline) throws IOException {
        return pdf(pages, outline, 14);
    }

    /** @param spacing points from one line to the next */
    static byte[] pdf(List<List<String>> pages, List<String> outline, float spacing) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDDocumentOutline bookmarks = new PDDocumentOutline();
            for (List<String> lines : pages) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(FontName.HELVETICA), 11);
                    content.newLineAtOffset(72, 700);
                    for (String line : lines) {
                        content.showText(line);
                        content.newLineAtOffset(0, -spacing);
                    }
                    content.endText();
                }
                for (String line : lines) {
                    if (outline.contains(line)) {
                        PDOutlineItem item = new PDOutlineItem();
                        item.setTitle(line);
                        PDPageFitDestination target = new PDPageFitDestination();
                        target.setPage(page);
                        item.setDestination(target);
                        bookmarks.addLast(item);
                    }
                }
            }
            document.getDocumentCatalog().setDocumentOutline(bookmarks);
            return saved(document);
        }
    }

    static byte[] encryptedPdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            return saved(document);
        }
    }

    /** PDF 32000-1:2008 §7.6.4, as far as a reader without a key comes. */
    static byte[] pdfForACertificate() {
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
                "<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 /Length 128 /Recipients [<3000>] >>");
        StringBuilder file = new StringBuilder("%PDF-1.6\n");
        StringBuilder places = new StringBuilder("xref\n0 5\n0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            places.append("%010d 00000 n \n".formatted(file.length()));
            file.append("%d 0 obj\n%s\nendobj\n".formatted(i + 1, objects.get(i)));
        }
        String end = "trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n"
                .formatted(file.length());
        return file.append(places).append(end).toString().getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] scannedPdf() throws IOException {
        return scannedPdf(1);
    }

    /** As many pages, each with the same image and no text. */
    static byte[] scannedPdf(int pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            java.awt.image.BufferedImage image =
                    new java.awt.image.BufferedImage(850, 1100, java.awt.image.BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.drawImage(LosslessFactory.createFromImage(document, image), 72, 72, 400, 600);
                }
            }
            return saved(document);
        }
    }

    static byte[] emptyPdf(int pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                document.addPage(new PDPage());
            }
            return saved(document);
        }
    }

    /** A PDF of as many pages, each with a line of its own. It is made once for all tests. */
    static byte[] manyPages(int pages) throws IOException {
        byte[] known = MANY_PAGES.get(pages);
        if (known == null) {
            known = pdf(
                    IntStream.rangeClosed(1, pages)
                            .mapToObj(page -> List.of("The wheel of mill " + page + " turns."))
                            .toList(),
                    List.of());
            MANY_PAGES.put(pages, known);
        }
        return known.clone();
    }

    private static byte[] saved(PDDocument document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.save(out);
        return out.toByteArray();
    }

    static byte[] docx(List<String> paragraphs) throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            for (String paragraph : paragraphs) {
                document.createParagraph().createRun().setText(paragraph);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.write(out);
            return out.toByteArray();
        }
    }

    /** A small file whose text unpacks to {@code characters}. */
    static byte[] docxBomb(int characters) throws IOException {
        return docxWith("word/document.xml", xml -> {
            String paragraph = xml.substring(xml.indexOf("<w:p"), xml.indexOf("</w:p>") + "</w:p>".length());
            String filled = paragraph.replace("SEED", "a".repeat(1000));
            return xml.replace(paragraph, filled.repeat(characters / 1000));
        });
    }

    /** A document with the one word SEED, after a change to one of its parts. */
    static byte[] docxWith(String part, UnaryOperator<String> change) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(docx(List.of("SEED"))));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                byte[] content = in.readAllBytes();
                zip.write(
                        entry.getName().equals(part)
                                ? change.apply(new String(content, StandardCharsets.UTF_8))
                                        .getBytes(StandardCharsets.UTF_8)
                                : content);
            }
        }
        return out.toByteArray();
    }

    /** {@code docx} with another one embedded in it. */
    static byte[] withEmbedded(byte[] docx, byte[] embedded) throws IOException {
        try (XWPFDocument document = new XWPFDocument(new ByteArrayInputStream(docx))) {
            PackagePartName name = PackagingURIHelper.createPartName("/word/embeddings/inner.docx");
            PackagePart part = document.getPackage().createPart(name, DOCX);
            try (OutputStream content = part.getOutputStream()) {
                content.write(embedded);
            }
            document.getPackagePart().addRelationship(name, TargetMode.INTERNAL, POIXMLDocument.PACK_OBJECT_REL_TYPE);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.write(out);
            return out.toByteArray();
        } catch (InvalidFormatException e) {
            throw new IOException(e);
        }
    }

    static byte[] xlsx(String sheet, List<List<String>> rows) throws IOException {
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            var created = workbook.createSheet(sheet);
            for (int i = 0; i < rows.size(); i++) {
                var row = created.createRow(i);
                for (int j = 0; j < rows.get(i).size(); j++) {
                    row.createCell(j).setCellValue(rows.get(i).get(j));
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            workbook.write(out);
            return out.toByteArray();
        }
    }
}
