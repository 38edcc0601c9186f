package io.millrace.bench;

import io.millrace.parse.tika.ParserSettings;
import io.millrace.parse.tika.TikaDocumentParser;
import java.io.IOException;
import java.nio.file.Path;

/** The process behind {@code millrace eval parsing}: it ends when its standard input does. */
public final class ParsingEvaluationMain {

    private ParsingEvaluationMain() {}

    /** Argument: the folder with the files and their manifest. */
    public static void main(String[] arguments) {
        EndWithParent.watch();
        Report report = new Report(System.out);
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            report.result(new ParsingEvaluation(parser, report).run(Path.of(arguments[0])));
        } catch (IOException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }
}
