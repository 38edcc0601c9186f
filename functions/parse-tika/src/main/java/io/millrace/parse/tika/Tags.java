package io.millrace.parse.tika;

/** Takes the tags and text of a document as a parser meets them. */
sealed interface Tags permits XhtmlBlocks, PdfPages {

    void open(String tag, String cssClass);

    void close(String tag);

    void text(String characters);

    /** Writes what is still held back. */
    void finish();
}
