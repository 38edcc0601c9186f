package io.millrace.source.row;

import io.millrace.core.document.DocumentKey;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a mapping file. Whatever is wrong with it is said at once, each with line and remedy. */
public final class MappingReader {

    private static final int MAX_FILE_BYTES = 1 << 20;
    /** Kubernetes mounts a ConfigMap with hidden folders beside the links to its files. */
    private static final Pattern FILE = Pattern.compile("[^.].*\\.ya?ml");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern CREDENTIALS =
            Pattern.compile("^[^/]*//[^/?]*@|[?&;](password|user|pwd|username)=", Pattern.CASE_INSENSITIVE);

    private final Findings findings;

    private MappingReader(Findings findings) {
        this.findings = findings;
    }

    /** Whether a file of this name is a mapping: one that ends in {@code .yaml} or {@code .yml} and is not hidden. */
    public static boolean isMapping(Path file) {
        return FILE.matcher(String.valueOf(file.getFileName())).matches();
    }

    /**
     * Reads a file.
     *
     * @throws MappingException where its contents are wrong
     * @throws IOException where it can't be read
     */
    public static SourceMapping read(Path file) throws IOException, MappingException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is over " + MAX_FILE_BYTES + " bytes, which is no mapping");
        }
        return read(String.valueOf(file.getFileName()), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    /** Reads a file's text; {@code file} is its name in messages. */
    public static SourceMapping read(String file, String yaml) throws MappingException {
        Findings findings = new Findings(file);
        SourceMapping mapping = null;
        try {
            Node node = new Yaml(options()).compose(new StringReader(yaml));
            if (node == null) {
                findings.add(1, "the file is empty", "write name, engine, url and documents");
            } else {
                mapping = new MappingReader(findings).source(node);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            findings.add(line, "this is not YAML: " + e.getProblem(), "check indentation, quotes and colons");
        } catch (YAMLException e) {
            findings.add(1, "this is not YAML that can be read", "remove anchors, tabs and control characters");
        }
        findings.throwIfAny();
        if (mapping == null) {
            throw new IllegalStateException(file + " gave neither a mapping nor a problem");
        }
        return mapping;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(20);
        options.setCodePointLimit(MAX_FILE_BYTES);
        return options;
    }

    private @Nullable SourceMapping source(Node node) {
        Fields fields = new Fields(node, "the mapping", findings);
        String name = fields.requiredText("name", "give the source a name: the host of its rows' uris, row://name/");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            findings.add(
                    fields.line("name"),
                    "`name` is '" + name + "'",
                    "use 1 to 63 lower-case letters, digits and inner hyphens");
        }
        Engine engine = engine(fields);
        String url = fields.requiredText("url", "say where the database is");
        checkUrl(fields, engine, url);
        String tenant = fields.text("tenant");
        if (tenant != null && !tenant.equals(DocumentKey.DEFAULT_TENANT)) {
            findings.add(
                    fields.line("tenant"),
                    "`tenant` is '" + tenant + "'",
                    "so far only " + DocumentKey.DEFAULT_TENANT + " is asked; leave it out");
        }
        String user = fields.text("user");
        Secret password = password(fields);
        Tls tls = tls(fields);
        List<DocumentMapping> documents = documents(fields);
        fields.done();
        return engine == null
                ? null
                : new SourceMapping(
                        findings.file(),
                        name,
                        engine,
                        url,
                        user,
                        password,
                        tls,
                        tenant == null ? DocumentKey.DEFAULT_TENANT : tenant,
                        documents);
    }

    private @Nullable Engine engine(Fields fields) {
        String word = fields.requiredText("engine", "use one of " + String.join(", ", Engine.words()));
        Engine engine = Engine.of(word).orElse(null);
        if (engine == null && !word.isEmpty()) {
            findings.add(
                    fields.line("engine"),
                    "`engine` is '" + word + "'",
                    "use one of " + String.join(", ", Engine.words()));
        }
        return engine;
    }

    /** Never repeats the address: it may hold a password. */
    private void checkUrl(Fields fields, @Nullable Engine engine, String url) {
        if (url.isEmpty()) {
            return;
        }
        if (CREDENTIALS
                .matcher(url.startsWith("jdbc:") ? url.substring(5) : url)
                .find()) {
            findings.add(
                    fields.line("url"),
                    "`url` has credentials in it",
                    "write the name as `user: NAME`, and the password as `password: {env: VARIABLE}` or `password: {file: PATH}`");
        } else if (engine != null && !engine.isAddress(url)) {
            findings.add(fields.line("url"), "`url` is none of " + engine.word(), "write " + engine.form());
        } else if (engine != null) {
            AddressCheck.flaw(engine, url)
                    .ifPresent(flaw -> findings.add(fields.line("url"), flaw.what(), flaw.remedy()));
        }
    }

    private @Nullable Secret password(Fields fields) {
        Node node = fields.node("password");
        if (node == null) {
            return null;
        }
        if (!(node instanceof org.yaml.snakeyaml.nodes.MappingNode)) {
            findings.add(
                    node,
                    "`password` is a value",
                    "a mapping names only where it is: {env: VARIABLE} or {file: PATH}; change the one that stood here");
            return null;
        }
        Fields where = new Fields(node, "`password`", findings);
        String variable = where.text("env");
        String file = where.text("file");
        where.done();
        if ((variable == null) == (file == null)) {
            findings.add(node, "`password` has not one of `env` and `file`", "write one of them");
            return null;
        }
        return variable != null ? new Secret.Variable(variable) : new Secret.File(Path.of(String.valueOf(file)));
    }

    private @Nullable Tls tls(Fields fields) {
        Node node = fields.node("tls");
        if (node == null) {
            return null;
        }
        Fields tls = new Fields(node, "`tls`", findings);
        String word = tls.requiredText("mode", "use one of " + String.join(", ", Tls.Mode.words()));
        String ca = tls.text("ca");
        tls.done();
        Tls.Mode mode = Tls.Mode.of(word.toLowerCase(Locale.ROOT)).orElse(null);
        if (mode == null) {
            if (!word.isEmpty()) {
                findings.add(
                        tls.line("mode"),
                        "`mode` is '" + word + "'",
                        "use one of " + String.join(", ", Tls.Mode.words()));
            }
            return null;
        }
        return new Tls(mode, ca);
    }

    private List<DocumentMapping> documents(Fields fields) {
        Node node = fields.required("documents", "name at least one table");
        if (node == null) {
            return List.of();
        }
        List<DocumentMapping> documents = new ArrayList<>();
        Set<String> tables = new HashSet<>();
        List<Node> items = fields.items(node, "`documents`");
        for (Node item : items) {
            DocumentMapping document = new DocumentReader(findings).read(item);
            if (document != null) {
                documents.add(document);
                if (!tables.add(document.table())) {
                    findings.add(
                            item,
                            "table " + document.table() + " is there twice",
                            "join both into one document, or make a view");
                }
            }
        }
        if (items.isEmpty()) {
            findings.add(node, "`documents` is empty", "name at least one table");
        }
        return documents;
    }
}
