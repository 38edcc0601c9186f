package io.millrace.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.index.Visibility;
import io.millrace.core.retrieve.Question;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param question as asked
 * @param principals of the asker; set only by an authenticated endpoint
 * @param uriPrefix only documents whose uri starts so; null for all
 * @param mode auto, quote or generate
 * @param filter which documents, in the form that {@link FilterJson} reads; null for all
 * @param explain whether the answer comes with what each stage of the retrieval made of it, and what was made of each sentence; null for no
 */
public record QuestionAsked(
        String id,
        String tenant,
        String question,
        List<String> principals,
        @Nullable String uriPrefix,
        String mode,
        @Nullable JsonNode filter,
        @Nullable Boolean explain)
        implements QuestionEvent {

    public QuestionAsked {
        principals = List.copyOf(Require.present("principals", principals));
        Require.question(id, tenant);
        Require.notBlank("question", question);
        Require.oneOf("mode", mode, "auto", "quote", "generate");
        Visibility.requirePrefix(uriPrefix);
        var _ = FilterJson.read(filter);
    }

    /** About all documents, and not explained. */
    public QuestionAsked(
            String id,
            String tenant,
            String question,
            List<String> principals,
            @Nullable String uriPrefix,
            String mode) {
        this(id, tenant, question, principals, uriPrefix, mode, null, null);
    }

    /** What retrieval takes: the text, and what its asker may see. */
    public Question toQuestion() {
        return new Question(
                question, new Visibility(tenant, Set.copyOf(principals), uriPrefix), FilterJson.read(filter));
    }
}
