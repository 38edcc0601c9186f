package io.millrace.parse.tika;

import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/**
 * The child process: reads one document after the other for its parent, over its standard input and output, and ends with its standard input, so however its
 * parent ends. A parser can hang, crash or eat the heap here, and takes nothing else along.
 */
final class ParserMain {

    private static final int MAX_REQUEST_BYTES = 8 << 20;
    private static final long STACK_BYTES = 4L << 20;

    private ParserMain() {}

    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // What a parser prints would end up between the frames, or hold text of a document.
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(silent);
        System.setErr(silent);
        Runtime.getRuntime().addShutdownHook(new Thread(ParserMain::leaveNothing, "end of the parser"));
        ParserSettings settings = ParserWire.settings(Frame.read(in, MAX_REQUEST_BYTES));
        SynchronousQueue<DataInputStream> asked = new SynchronousQueue<>();
        Thread.ofPlatform()
                .daemon()
                .name("millrace-parse")
                .stackSize(STACK_BYTES)
                .start(() -> serve(settings, asked, out));
        try {
            while (true) {
                asked.put(Frame.read(in, MAX_REQUEST_BYTES));
            }
        } catch (IOException | InterruptedException e) {
            System.exit(0);
        }
    }

    private static void serve(ParserSettings settings, SynchronousQueue<DataInputStream> asked, DataOutputStream out) {
        try {
            DocumentReader reader = new DocumentReader(settings);
            Frame.write(out, ready -> {});
            while (true) {
                DataInputStream next = asked.take();
                Frame.write(out, answer -> answer(reader, next, answer));
            }
        } catch (Throwable e) {
            // The parent sees that this process has ended, and goes by that.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void answer(DocumentReader reader, DataInputStream request, DataOutputStream out)
            throws IOException {
        ParsedDocument document;
        try {
            document = reader.read(ParserWire.request(request));
        } catch (StackOverflowError e) {
            ParserWire.problem(Verdict.BROKEN.of("nested too deeply", e).problem(), out);
            return;
        } catch (IOException | RuntimeException e) {
            ProblemException problem = TikaReader.problemIn(e);
            String kind = e.getClass().getSimpleName();
            ParserWire.problem((problem == null ? Verdict.PARSER_FAILED.of(kind, e) : problem).problem(), out);
            return;
        }
        ParserWire.document(document, out);
    }

    /** A child that is killed leaves its folder to its parent. */
    private static void leaveNothing() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Folder.delete(Path.of(System.getProperty("java.io.tmpdir")));
    }
}
