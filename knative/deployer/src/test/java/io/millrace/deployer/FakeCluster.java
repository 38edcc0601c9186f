package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's mock server in CRUD mode, which refuses server-side apply (415), with that in front of it: fields have owners, another owner's field is a conflict, what
 * an owner no longer declares goes, lists are one field, and a dry run stores nothing. Answers have the shapes of a Kubernetes 1.34.
 */
final class FakeCluster extends Dispatcher {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    /** It has a line for each request. Kept here, since a logger that nobody keeps forgets its level. */
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    private final KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher(ApiTypes.customResources());
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final Map<String, Map<String, Set<String>>> owners = new HashMap<>();
    private final Map<String, Function<ObjectNode, @Nullable ObjectNode>> refusals = new HashMap<>();
    private final Map<String, Runnable> onDelete = new HashMap<>();
    private final Map<String, String> logs = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private final Set<String> absentGroups = new HashSet<>();
    private final List<String> applied = new ArrayList<>();
    private UnaryOperator<ObjectNode> controllers = Controllers::settle;

    FakeCluster() {
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), this, false);
        server.init();
        client = server.createClient(builder ->
                builder.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig());
    }

    /** As new: starting a server takes longer than most tests. */
    void reset() {
        crud.reset();
        owners.clear();
        refusals.clear();
        onDelete.clear();
        logs.clear();
        forbidden.clear();
        absentGroups.clear();
        applied.clear();
        controllers = Controllers::settle;
    }

    Deployer deployer(Pace pace, List<String> said) {
        return new Deployer(client, pace, said::add);
    }

    KubernetesClient client() {
        return client;
    }

    /** The cluster has nothing of this group. */
    void lacks(String group) {
        absentGroups.add(group);
    }

    /** The caller may do nothing there: an object's path, or that of a list. */
    void forbid(String path) {
        forbidden.add(path);
    }

    /** What controllers make of an object that is applied. */
    void controllers(UnaryOperator<ObjectNode> behaviour) {
        controllers = behaviour;
    }

    /** Refuses objects of a kind and name with the Status that is given. */
    void refuse(String kindAndName, String status) {
        refusals.put(kindAndName, object -> read(status));
    }

    /** A pod of a Job that has written something. */
    void podOf(String job, String log) {
        String pod = job + "-x7k2p";
        put("""
                {apiVersion: v1, kind: Pod, status: {phase: Succeeded},
                 metadata: {name: %s, namespace: millrace, labels: {batch.kubernetes.io/job-name: %s}}}""".formatted(pod, job));
        logs.put("/api/v1/namespaces/millrace/pods/" + pod + "/log", log);
    }

    /** Does something when an object is removed. */
    void onDelete(String path, Runnable action) {
        onDelete.put(path, action);
    }

    void accept(String kindAndName) {
        refusals.remove(kindAndName);
    }

    /** {@code Kind name} of what was applied for good, in order. */
    List<String> applied() {
        return applied;
    }

    /** Has someone else set a field that we may declare too. */
    void ownedBy(String manager, String path, String field) {
        owners.computeIfAbsent(path, p -> new HashMap<>())
                .computeIfAbsent(manager, m -> new HashSet<>())
                .add(field);
    }

    /** Puts an object there, whoever owns it. */
    void put(String yaml) {
        ObjectNode object = readYaml(yaml);
        store(path(object), object);
    }

    @Nullable
    ObjectNode get(String path) {
        MockResponse response = crud.handleGet(path);
        return response.code() == 404 ? null : read(text(response));
    }

    /** Changes what is there, as a controller does. */
    void change(String path, UnaryOperator<ObjectNode> change) {
        ObjectNode live = get(path);
        if (live == null) {
            throw new IllegalArgumentException("nothing is at " + path);
        }
        store(path, change.apply(live));
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String full = request.getPath();
        String path = full.contains("?") ? full.substring(0, full.indexOf('?')) : full;
        if (path.equals("/version")) {
            return new MockResponse()
                    .setResponseCode(200)
                    .setBody("{\"major\": \"1\", \"minor\": \"34\", \"gitVersion\": \"v1.34.2\"}");
        }
        if (forbidden.contains(path)) {
            return new MockResponse().setResponseCode(403).setBody("""
                    {"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403,
                     "message": "%s is forbidden: User \\"jane\\" cannot do that"}""".formatted(path));
        }
        if (logs.containsKey(path)) {
            return new MockResponse().setResponseCode(200).setBody(logs.get(path));
        }
        String[] parts = path.substring(1).split("/", -1);
        if (path.equals("/api/v1") || (parts[0].equals("apis") && parts.length <= 3)) {
            return discovery(parts);
        }
        if (request.method() == HttpMethod.PATCH
                && request.getHeader("Content-Type").startsWith("application/apply-patch+yaml")) {
            return apply(path, full.substring(path.length()), readYaml(request.getUtf8Body()));
        }
        if (request.method() == HttpMethod.DELETE) {
            onDelete.getOrDefault(path, () -> {}).run();
            owners.remove(path);
        }
        return crud.dispatch(request);
    }

    private MockResponse discovery(String[] parts) {
        if (parts[0].equals("apis") && absentGroups.contains(parts[1])) {
            return notFound();
        }
        var body = parts[0].equals("api")
                ? ApiTypes.resources("v1")
                : parts.length == 2 ? ApiTypes.group(parts[1]) : ApiTypes.resources(parts[1] + "/" + parts[2]);
        return body.map(text -> new MockResponse().setResponseCode(200).setBody(text))
                .orElseGet(FakeCluster::notFound);
    }

    private MockResponse apply(String path, String query, ObjectNode declared) {
        String name = declared.path("kind").asText() + " "
                + declared.at("/metadata/name").asText();
        String manager = query.replaceAll(".*fieldManager=([^&]*).*", "$1");
        boolean force = query.contains("force=true");
        ObjectNode refusal = refusals.getOrDefault(name, object -> null).apply(declared);
        if (refusal != null) {
            return new MockResponse()
                    .setResponseCode(refusal.path("code").asInt())
                    .setBody(refusal.toString());
        }
        ObjectNode before = get(path);
        Map<String, JsonNode> fields = Leaves.of(declared);
        Map<String, Set<String>> ownersHere = owners.getOrDefault(path, Map.of());
        List<String> conflicts =
                before == null || force ? List.of() : ConflictStatus.causes(manager, fields, before, ownersHere);
        if (!conflicts.isEmpty()) {
            return new MockResponse().setResponseCode(409).setBody(ConflictStatus.of(conflicts));
        }
        ObjectNode after = before == null ? JSON.createObjectNode() : before.deepCopy();
        for (String field : ownersHere.getOrDefault(manager, Set.of())) {
            if (!fields.containsKey(field)
                    && ownersHere.entrySet().stream()
                            .noneMatch(other -> !other.getKey().equals(manager)
                                    && other.getValue().contains(field))) {
                Leaves.remove(after, field);
            }
        }
        Leaves.merge(after, declared);

        if (!query.contains("dryRun=All")) {
            own(path, manager, fields, force);
            noteOwners(path, after);
            if (!FieldDifference.between(before, after).isEmpty()) {
                applied.add(name);
            }
            store(path, controllers.apply(after));
        }
        ObjectNode live = query.contains("dryRun=All") ? after : get(path);
        return new MockResponse().setResponseCode(200).setBody(String.valueOf(live));
    }

    private void own(String path, String manager, Map<String, JsonNode> fields, boolean force) {
        Map<String, Set<String>> here = owners.computeIfAbsent(path, p -> new HashMap<>());
        if (force) {
            here.forEach((other, owned) -> {
                if (!other.equals(manager)) {
                    owned.removeAll(fields.keySet());
                }
            });
        }
        here.put(manager, new HashSet<>(fields.keySet()));
    }

    /** As {@code metadata.managedFields}, as far as data of a ConfigMap go. */
    private void noteOwners(String path, ObjectNode object) {
        var entries = object.withObject("/metadata").putArray("managedFields");
        owners.getOrDefault(path, Map.of()).forEach((manager, fields) -> {
            ObjectNode data = entries.addObject()
                    .put("manager", manager)
                    .put("operation", "Apply")
                    .putObject("fieldsV1")
                    .putObject("f:data");
            fields.stream()
                    .filter(field -> field.startsWith("/data/"))
                    .forEach(field -> data.putObject("f:" + Leaves.name(field)));
        });
    }

    private void store(String path, ObjectNode object) {
        boolean exists = get(path) != null;
        String at = exists ? path : path.substring(0, path.lastIndexOf('/'));
        MockResponse response = crud.dispatch(new RecordedRequest(
                "HTTP/1.1",
                exists ? HttpMethod.PUT : HttpMethod.POST,
                at,
                io.fabric8.mockwebserver.http.Headers.builder()
                        .add("Content-Type", "application/json")
                        .build(),
                new Buffer(object.toString().getBytes(StandardCharsets.UTF_8))));
        if (response.code() >= 300) {
            throw new IllegalStateException(path + ": " + response.code() + " " + text(response));
        }
    }

    /** Where an object is. */
    static String path(ObjectNode object) {
        String version = object.path("apiVersion").asText();
        String plural = ApiTypes.plural(version, object.path("kind").asText());
        String namespace = object.at("/metadata/namespace").asText();
        return (version.contains("/") ? "/apis/" : "/api/") + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural + "/"
                + object.at("/metadata/name").asText();
    }

    private static MockResponse notFound() {
        return new MockResponse()
                .setResponseCode(404)
                .setBody("{\"kind\": \"Status\", \"status\": \"Failure\", \"reason\": \"NotFound\", \"code\": 404}");
    }

    private static String text(MockResponse response) {
        return new String(response.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode readYaml(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
