package io.millrace.core.answer;

import java.util.Locale;
import java.util.regex.Pattern;

/** What kind of thing a question asks for, as far as its asking words tell (English). */
enum AnswerType {
    NUMBER("\\bhow (?:many|much|long|far|old|tall|large|big|high|fast|often|deep|wide|heavy|few|close)\\b"
            + "|\\b(?:what|which) (?:is the |was the |were the )?(?:\\w+ )?(?:percent|percentage|number|amount|"
            + "population|proportion|fraction|rate|price|cost|score|size|length|height|width|depth|area|speed|"
            + "temperature|age|distance|ratio|limit|maximum|minimum)\\b"),
    DATE("\\bwhen\\b|\\b(?:what|which) (?:\\w+ )?(?:year|years|date|day|month|century|decade|time|era|period)\\b"),
    PERSON("\\bwho(?:m|se)?\\b|\\b(?:what|which) (?:\\w+ )?(?:person|people|man|woman|king|queen|emperor|president|"
            + "leader|scientist|author|writer|player|artist|actor|philosopher|mathematician|physicist|bishop|pope)\\b"),
    PLACE("\\bwhere\\b|\\b(?:what|which) (?:\\w+ )?(?:country|countries|city|cities|state|place|location|region|"
            + "continent|town|river|island|county|province|area|venue|stadium|street|mountain|ocean|sea)\\b"),
    OTHER("");

    private final Pattern asking;

    AnswerType(String asking) {
        this.asking = Pattern.compile(asking);
    }

    /** The first type whose words the question holds. */
    static AnswerType of(String question) {
        String lower = question.toLowerCase(Locale.ROOT);
        for (AnswerType type : values()) {
            if (type.asking.matcher(lower).find()) {
                return type;
            }
        }
        return OTHER;
    }
}
