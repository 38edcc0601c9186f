package io.millrace.cli.command;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Session;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API keys. They are kept in a file, hashed; a Millrace that runs on the same data directory, or has the file mounted, sees a change with the next request. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Creates, lists or revokes API keys.",
        footer = "JSON: keys: [{id, tenant, principals, role, perMinute, createdAt}]; create also key, the key itself")
public final class KeysCommand {

    private final Session session;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the file of keys, as for a Secret on Knative (default: keys.json of the data directory)")
    private @Nullable Path file;

    public KeysCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates a key and shows it: it can't be shown again.")
    int create(
            @Option(
                            names = "--for",
                            paramLabel = "TENANT",
                            defaultValue = DocumentKey.DEFAULT_TENANT,
                            description = "whose documents it works on (default: ${DEFAULT-VALUE})")
                    String tenant,
            @Option(
                            names = "--as",
                            split = ",",
                            paramLabel = "PRINCIPAL",
                            description = "user:NAME or group:NAME whose documents it sees beside public ones")
                    @Nullable
                    List<String> principals,
            @Option(
                            names = "--role",
                            defaultValue = "reader",
                            description = "reader, writer or administrator (default: reader)")
                    Role role,
            @Option(
                            names = "--per-minute",
                            defaultValue = "0",
                            description = "the most requests a minute (default: 0, the server's own limit)")
                    int perMinute) {
        if (perMinute < 0) {
            throw new CliFailure(CliFailure.USAGE, "--per-minute is 0 or more, but is " + perMinute);
        }
        try {
            Set<String> all = principals == null ? Set.of() : new LinkedHashSet<>(principals);
            ApiKey.Created created = ApiKey.create(tenant, all, role, perMinute, Instant.now(), new SecureRandom());
            changed(keys -> {
                keys.add(created.key());
                return true;
            });
            if (session.options().json()) {
                session.output().json(Map.of("keys", List.of(view(created.key())), "key", created.presented()));
            } else {
                session.output().line(created.presented());
                session.output().note("keep it: only its hash was stored, it can't be shown again");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys that there are.")
    int list() {
        List<ApiKey> keys = all(keys());
        if (session.options().json()) {
            session.output()
                    .json(Map.of("keys", keys.stream().map(KeysCommand::view).toList()));
        } else {
            keys.forEach(key -> session.output()
                    .line(key.id() + "  " + key.caller().tenant() + "  " + role(key) + "  " + principals(key) + "  "
                            + key.createdAt()));
            session.output().line(keys.size() + (keys.size() == 1 ? " key" : " keys"));
        }
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a key, from the next request on.")
    int revoke(@Parameters(paramLabel = "ID", description = "its id, as 'keys list' shows it") String id) {
        if (!changed(keys -> keys.remove(id))) {
            throw new CliFailure(CliFailure.FAILED, "there is no key " + id + "; 'millrace keys list' shows all");
        }
        if (session.options().json()) {
            session.output().json(Map.of("revoked", id));
        } else {
            session.output().line("revoked " + id);
        }
        return 0;
    }

    private interface Change {
        boolean apply(KeyFile keys) throws IOException;
    }

    private boolean changed(Change change) {
        KeyFile keys = keys();
        all(keys);
        try {
            return change.apply(keys);
        } catch (IOException e) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    "the API keys can't be written to " + path()
                            + ": is its folder there and writable, and the disk not full? --file names another file");
        }
    }

    /** As they are now; a file that can't be read says so itself. */
    private static List<ApiKey> all(KeyFile keys) {
        try {
            return keys.all();
        } catch (IllegalStateException e) {
            throw new CliFailure(CliFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private KeyFile keys() {
        if (session.options().url() != null && file == null) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "keys are kept in a file, which no Millrace elsewhere lets be changed: name it by --file, or its folder by --data");
        }
        return new KeyFile(path());
    }

    private Path path() {
        return file == null ? session.options().data().resolve("keys.json") : file;
    }

    private static Map<String, Object> view(ApiKey key) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", key.id());
        view.put("tenant", key.caller().tenant());
        view.put("principals", principals(key));
        view.put("role", role(key));
        view.put("perMinute", key.perMinute());
        view.put("createdAt", key.createdAt().toString());
        return view;
    }

    private static List<String> principals(ApiKey key) {
        return key.caller().principals().stream().sorted().toList();
    }

    private static String role(ApiKey key) {
        return key.caller().role().name().toLowerCase(Locale.ROOT);
    }
}
