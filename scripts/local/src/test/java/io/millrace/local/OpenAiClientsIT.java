package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that were written for OpenAI's API, as they are published. */
class OpenAiClientsIT {

    private static final String MODEL = "millrace";
    private static final String EMBEDDER = "all-minilm-l6-v2-q";

    @TempDir
    static Path data;

    private static RunningStack stack;
    private static OpenAIClient openai;

    @BeforeAll
    static void start() throws IOException {
        stack = SteamLibrary.start(data);
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(stack.url("/v1"))
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        openai.close();
        stack.close();
    }

    @Test
    void openAiSdkChats() {
        ChatCompletion reply = openai.chat().completions().create(question().build());

        ChatCompletion.Choice choice = reply.choices().getFirst();
        assertThat(choice.message().content().orElseThrow())
                .contains("James Watt")
                .contains("[1]");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(reply.usage().orElseThrow().totalTokens()).isZero();
        assertThat(reply._additionalProperties())
                .hasEntrySatisfying(
                        "millrace", details -> assertThat(details.toString()).contains("upload:/steam"));
        // Every member has the type that the SDK's model gives it.
        assertThat(reply.validate().isValid()).isTrue();
    }

    @Test
    void openAiSdkStreams() {
        String whole = openai.chat()
                .completions()
                .create(question().build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        ChatCompletionCreateParams params = question()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                openai.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }

        StringBuilder text = new StringBuilder();
        for (ChatCompletionChunk chunk : chunks) {
            assertThat(chunk.validate().isValid()).isTrue();
            chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        assertThat(text.toString()).isEqualTo(whole);
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage()).isPresent();
        assertThat(chunks.get(chunks.size() - 2).choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
    }

    @Test
    void openAiSdkEmbeds() {
        CreateEmbeddingResponse reply = openai.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(EMBEDDER)
                        .inputOfArrayOfStrings(List.of("a steam engine", "a beehive"))
                        .build());

        assertThat(reply.data()).hasSize(2);
        List<Float> first = reply.data().getFirst().embedding();
        assertThat(first).hasSize(384);
        double square = first.stream().mapToDouble(value -> value * value).sum();
        assertThat(square).isCloseTo(1, within(1e-3));
        assertThat(reply.usage().promptTokens()).isPositive();
    }

    @Test
    void openAiSdkIsToldWhatIsNotSupported() {
        assertThatThrownBy(
                        () -> openai.chat().completions().create(question().n(2).build()))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> {
                    assertThat(refused.code()).contains("option-unsupported");
                    assertThat(refused.getMessage()).contains("not supported here: n;");
                });
        assertThatThrownBy(() -> openai.chat()
                        .completions()
                        .create(question().model("gpt-5").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("there is no model of that name");
        assertThatThrownBy(() -> openai.models().retrieve("gpt-5")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void openAiSdkListsModels() {
        List<String> ids = openai.models().list().data().stream()
                .map(model -> model.validate().id())
                .toList();

        assertThat(ids).contains(MODEL, "millrace-quote", "millrace-generate", EMBEDDER);
        assertThat(openai.models().retrieve(MODEL).ownedBy()).isEqualTo("millrace");
    }

    @Test
    void langChain4jChats() {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(stack.url("/v1"))
                .apiKey("unused")
                .modelName(MODEL)
                .build();

        assertThat(model.chat(SteamLibrary.QUESTION)).contains("James Watt").contains("[1]");
    }

    @Test
    void langChain4jStreams() throws Exception {
        OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl(stack.url("/v1"))
                .apiKey("unused")
                .modelName(MODEL)
                .build();
        List<String> pieces = new ArrayList<>();
        CompletableFuture<ChatResponse> done = new CompletableFuture<>();

        model.chat(SteamLibrary.QUESTION, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                pieces.add(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }
        });

        ChatResponse response = done.get(60, TimeUnit.SECONDS);
        assertThat(response.aiMessage().text())
                .isEqualTo(String.join("", pieces))
                .contains("James Watt");
        assertThat(response.tokenUsage()).isNotNull();
    }

    @Test
    void langChain4jEmbeds() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .baseUrl(stack.url("/v1"))
                .apiKey("unused")
                .modelName(EMBEDDER)
                .build();

        List<Embedding> vectors = model.embedAll(List.of(TextSegment.from("a steam engine"), TextSegment.from("bees")))
                .content();

        assertThat(vectors)
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector.dimension()).isEqualTo(384));
    }

    @Test
    void langChain4jIsToldWhatIsNotSupported() {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(stack.url("/v1"))
                .apiKey("unused")
                .modelName(MODEL)
                .topP(.5)
                .maxRetries(0)
                .build();

        assertThatThrownBy(() -> model.chat(SteamLibrary.QUESTION))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not supported here: top_p");
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(SteamLibrary.QUESTION);
    }
}
