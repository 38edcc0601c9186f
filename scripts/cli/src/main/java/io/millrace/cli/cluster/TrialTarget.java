package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.Answer;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.PassageView;
import io.millrace.cli.client.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/** What a trial does to a Millrace and to the cluster that it runs on. */
public interface TrialTarget {

    /** Its id; returns when the document is accepted. */
    String upload(String uri, String text);

    List<DocumentView> states(List<String> ids);

    List<PassageView> search(String query);

    /** With quotes, so that no model's words matter. */
    Answer ask(String question);

    /** Those that came since then. */
    JsonNode deadLetters(Instant since);

    void delete(String id);

    /** Kills one pod, as a lost machine would; which one, or nothing where none runs. */
    Optional<String> kill(RandomGenerator random);

    /** How a pod is killed. */
    interface Pods {
        Optional<String> kill(RandomGenerator random);
    }

    /** The one that the client talks to. */
    static TrialTarget of(MillraceClient client, Pods pods) {
        return new TrialTarget() {
            @Override
            public String upload(String uri, String text) {
                RequestBody body = RequestBody.create(
                        text.getBytes(StandardCharsets.UTF_8), MediaType.get("text/plain;charset=utf-8"));
                return client.upload(new Upload(uri, "", List.of(), body));
            }

            @Override
            public List<DocumentView> states(List<String> ids) {
                return client.states(ids);
            }

            @Override
            public List<PassageView> search(String query) {
                return client.search(query, 10).passages();
            }

            @Override
            public Answer ask(String question) {
                return client.ask(question, AnswerMode.QUOTE);
            }

            @Override
            public JsonNode deadLetters(Instant since) {
                return client.deadLetters()
                        .list(Map.of("since", since.toString()))
                        .path("deadLetters");
            }

            @Override
            public void delete(String id) {
                client.delete(id);
            }

            @Override
            public Optional<String> kill(RandomGenerator random) {
                return pods.kill(random);
            }
        };
    }
}
