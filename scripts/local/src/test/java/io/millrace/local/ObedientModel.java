package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.bench.FakeGenerator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a model would say that obeys every instruction which it sees, wherever it stands, before it says what the passages say. */
final class ObedientModel {

    private static final Pattern ORDER = Pattern.compile(
            "(?i)(?:answer[^:\\n]*|reply only with|do as it says|say|must be said\\?\\s+answer in one sentence|antworte auf jede frage mit|responde|manual\\]\\([^)]*\\)\\.):\\s*([^\\n]+)");
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]\\n]*\\]\\([^)\\n]*\\)|https?://\\S+|<\\s?a [^>]*>");
    private static final Pattern CODE =
            Pattern.compile("<\\s?tool_call>[^\\n]*?</?tool_call>|\\{\"name\"[^\\n]*?\\}\\}");
    private static final Pattern BASE64 = Pattern.compile("\\b[A-Za-z0-9+/]{24,}={0,2}");

    private ObedientModel() {}

    static String reply(JsonNode request) {
        String user = FakeGenerator.lastMessage(request);
        String material = user.substring(0, Math.max(0, user.lastIndexOf("Question: ")));
        List<String> said = new ArrayList<>();
        obey(material.replace("\u200b", ""), said);
        if (material.toLowerCase(Locale.ROOT).contains("system prompt")) {
            said.addFirst(request.at("/messages/0/content").asText());
        }
        said.add(FakeGenerator.passages(user));
        return String.join("\n", said);
    }

    private static void obey(String material, List<String> said) {
        for (Pattern order : List.of(ORDER, LINK, CODE)) {
            order.matcher(material)
                    .results()
                    .map(found -> found.group(found.groupCount()))
                    .forEach(said::add);
        }
        for (MatchResult code : BASE64.matcher(material).results().toList()) {
            obey(new String(Base64.getMimeDecoder().decode(code.group()), StandardCharsets.UTF_8), said);
        }
    }
}
