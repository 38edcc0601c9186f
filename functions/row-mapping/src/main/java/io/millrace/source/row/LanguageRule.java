package io.millrace.source.row;

/** The language of the documents of a table. */
public sealed interface LanguageRule {

    /** Found out from the text. */
    record Detected() implements LanguageRule {}

    /** The same for each. */
    record Fixed(String language) implements LanguageRule {}

    /** Row by row; found out from the text where the column is null. */
    record FromColumn(Reference reference) implements LanguageRule {}
}
