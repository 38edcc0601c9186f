package io.millrace.bench.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says a sentence in other words by rules that keep what it says. Each rule applies where its form is found and is silent elsewhere: a clause or a dated
 * adverbial at one end moves to the other; {@code X was Ved by Y} becomes {@code Y Ved X} and back, for regular verbs; words of a small list are exchanged;
 * a full name that stands before is shortened to its last word; brackets, a clause between commas or one at an end are left out; a subject that stands before
 * becomes a pronoun; "According to the text" goes in front.
 */
final class Paraphrases {

    private static final Pattern FRONTED = Pattern.compile(
            "^((?:In|On|At|By|During|After|Before|Since|From|Under|With|Despite|Following|For|While|Although|When|Because|Though) [^,;:()]{3,70}), ([^,;:]{15,})\\.$");
    private static final Pattern CLAUSE_LAST =
            Pattern.compile("^([^;:]{15,}?),? ((?:while|although|because|when|after|before|since) [^,.;:]{8,})\\.$");
    private static final Pattern DATE_LAST = Pattern.compile(
            "^([^,;:]{15,}) ((?:in|on|during|since|until) (?:the )?(?:[A-Z][a-z]+ )?(?:\\d{1,2},? )?\\d{4}s?)\\.$");
    private static final Pattern PASSIVE = Pattern.compile(
            "^((?:The|A|An|[A-Z])\\S*(?: \\S+){0,6}) (?:was|were) ([a-z]+ed) by ((?:the |a |an )?[^,;:]+?)((?: (?:in|on|during|after) [^,;:]+)?)\\.$");
    private static final Pattern ACTIVE = Pattern.compile(
            "^((?:The |A |An )?\\S+(?: \\S+){0,2}) (defeated|founded|designed"
                    + "|developed|created|introduced|established|invented|published|discovered|produced|proposed|launched|conquered|invaded"
                    + "|signed|adopted|opened|completed|captured|destroyed|organized|rejected|supported) ((?:the|a|an|his|[A-Z]\\S*) [^,;:]+?)((?: (?:in|on|during|after|at|from) [^;:]+)?)\\.$");
    private static final Pattern PHRASE_WORD =
            Pattern.compile("\\b(?:and|or|in|on|at|for|from|to|with|that|which|who|as|when|while|after|before)\\b");
    private static final Pattern BRACKET = Pattern.compile("\\s*\\([^()]*\\)");
    private static final Pattern BETWEEN_COMMAS =
            Pattern.compile(", (?:which|who|whose|where|including|such as|also known as|along with) [^,]+,");
    private static final Pattern LAST_CLAUSE =
            Pattern.compile(",? (?:which|where|while|including|such as|making|although|whereas) [^.]+\\.$");
    private static final Pattern FIRST_PHRASE =
            Pattern.compile("^(?:In|On|At|During|As|After|Since|For) [^,]{3,50}, (?=the |a |an |[A-Z])");
    private static final Pattern FULL_NAME = Pattern.compile("\\b([A-Z][a-z]+) ([A-Z][a-z]+)\\b(?! [A-Z])");
    private static final Pattern SUBJECT = Pattern.compile(
            "^(The [a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)?) (was|were|is|are|had|has|have|[a-z]+ed) (?=[a-z0-9])");
    private static final Pattern PRONOUN = Pattern.compile("(?:He|She|It|They)(?= [a-z])");
    private static final Pattern FIRST_NAME = Pattern.compile("[A-Z][a-z]+(?: [A-Z][a-z]+)*(?= [a-z])");
    private static final Set<String> OPENERS = Set.of(
            "The",
            "A",
            "An",
            "In",
            "On",
            "At",
            "By",
            "It",
            "He",
            "She",
            "They",
            "This",
            "These",
            "That",
            "Those",
            "During",
            "After",
            "Before",
            "Since",
            "From",
            "Under",
            "With",
            "Despite",
            "For",
            "While",
            "Although",
            "When",
            "Because",
            "Though",
            "As",
            "His",
            "Her",
            "Its",
            "Their",
            "There",
            "Some",
            "Many",
            "Most",
            "Other",
            "Such",
            "Each",
            "One",
            "Two",
            "Three",
            "All");
    private static final Map<String, String> SYNONYMS = new TreeMap<>(Map.ofEntries(
            Map.entry("began", "started"),
            Map.entry("begun", "started"),
            Map.entry("large", "big"),
            Map.entry("largest", "biggest"),
            Map.entry("many", "numerous"),
            Map.entry("often", "frequently"),
            Map.entry("usually", "normally"),
            Map.entry("about", "approximately"),
            Map.entry("important", "significant"),
            Map.entry("main", "principal"),
            Map.entry("various", "diverse"),
            Map.entry("however", "though"),
            Map.entry("allows", "lets"),
            Map.entry("allowed", "permitted"),
            Map.entry("received", "got"),
            Map.entry("became", "turned into"),
            Map.entry("used", "employed"),
            Map.entry("built", "constructed"),
            Map.entry("created", "made"),
            Map.entry("called", "named"),
            Map.entry("known", "famous"),
            Map.entry("show", "demonstrate"),
            Map.entry("shown", "demonstrated"),
            Map.entry("include", "comprise"),
            Map.entry("includes", "comprises"),
            Map.entry("included", "comprised"),
            Map.entry("help", "aid"),
            Map.entry("people", "persons"),
            Map.entry("area", "region"),
            Map.entry("areas", "regions"),
            Map.entry("film", "movie"),
            Map.entry("job", "work"),
            Map.entry("near", "close to"),
            Map.entry("entire", "whole"),
            Map.entry("led", "headed"),
            Map.entry("found", "discovered"),
            Map.entry("moved", "relocated"),
            Map.entry("needed", "required"),
            Map.entry("primary", "chief"),
            Map.entry("major", "leading"),
            Map.entry("caused", "provoked"),
            Map.entry("died", "perished"),
            Map.entry("wrote", "penned"),
            Map.entry("children", "kids"),
            Map.entry("common", "widespread"),
            Map.entry("quickly", "rapidly"),
            Map.entry("located", "situated"),
            Map.entry("city", "town")));

    private final String before;

    /** @param before what was said before the sentence: title, question, earlier sentences */
    Paraphrases(String before) {
        this.before = before;
    }

    /** One claim by each rule that applies; the same sentence gives the same claims. */
    List<Claim> of(String sentence) {
        List<Claim> claims = new ArrayList<>();
        if (!sentence.endsWith(".")) {
            return claims;
        }
        Optional<String> reordered = reordered(sentence);
        Optional<String> shortened = shortened(sentence);
        Optional<String> named = shortName(sentence);
        add(claims, ClaimKind.REORDERED, reordered);
        add(claims, ClaimKind.VOICE, otherVoice(sentence));
        add(claims, ClaimKind.SYNONYMS, synonyms(sentence));
        add(claims, ClaimKind.SHORT_NAME, named);
        add(claims, ClaimKind.SHORTENED, shortened);
        add(claims, ClaimKind.PRONOUN, pronoun(sentence));
        add(claims, ClaimKind.ATTRIBUTED, Optional.of(attributed(sentence)));
        String other = reordered.or(() -> shortened).or(() -> named).orElse("");
        if (!other.isEmpty()) {
            claims.add(new Claim(ClaimKind.COMBINED, synonyms(other).orElseGet(() -> attributed(other))));
        }
        return claims;
    }

    private static void add(List<Claim> claims, ClaimKind kind, Optional<String> text) {
        text.ifPresent(said -> claims.add(new Claim(kind, said)));
    }

    private static Optional<String> reordered(String sentence) {
        Matcher fronted = FRONTED.matcher(sentence);
        if (fronted.matches()) {
            return Optional.of(capital(fronted.group(2)) + " " + lower(fronted.group(1)) + ".");
        }
        for (Pattern last : List.of(CLAUSE_LAST, DATE_LAST)) {
            Matcher found = last.matcher(sentence);
            if (found.matches()) {
                return Optional.of(capital(found.group(2)) + ", " + lower(found.group(1)) + ".");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> otherVoice(String sentence) {
        Matcher passive = PASSIVE.matcher(sentence);
        if (passive.matches() && isPlain(passive.group(1)) && isPlain(passive.group(3))) {
            return Optional.of(capital(passive.group(3)) + " " + passive.group(2) + " " + lower(passive.group(1))
                    + passive.group(4) + ".");
        }
        Matcher active = ACTIVE.matcher(sentence);
        if (active.matches() && isPlain(active.group(1)) && isPlain(active.group(3))) {
            return Optional.of(capital(active.group(3)) + " was " + active.group(2) + " by " + lower(active.group(1))
                    + active.group(4) + ".");
        }
        return Optional.empty();
    }

    /** Without words that could tie it to the rest of the sentence. */
    private static boolean isPlain(String phrase) {
        return !PHRASE_WORD.matcher(phrase).find() && phrase.split(" ", -1).length <= 8;
    }

    private static Optional<String> synonyms(String sentence) {
        String said = sentence;
        int changed = 0;
        for (Map.Entry<String, String> pair : SYNONYMS.entrySet()) {
            Matcher word = Pattern.compile("\\b" + pair.getKey() + "\\b").matcher(said);
            if (changed < 2 && word.find()) {
                said = word.replaceFirst(pair.getValue());
                changed++;
            }
        }
        return changed > 0 ? Optional.of(said) : Optional.empty();
    }

    private Optional<String> shortName(String sentence) {
        Matcher name = FULL_NAME.matcher(sentence);
        while (name.find()) {
            if (!OPENERS.contains(name.group(1)) && before.contains(name.group())) {
                return Optional.of(
                        sentence.substring(0, name.start()) + name.group(2) + sentence.substring(name.end()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> shortened(String sentence) {
        for (Pattern part : List.of(BRACKET, BETWEEN_COMMAS, LAST_CLAUSE, FIRST_PHRASE)) {
            Matcher found = part.matcher(sentence);
            if (found.find()) {
                String rest = sentence.substring(0, found.start()) + sentence.substring(found.end());
                String whole = rest.endsWith(".") ? rest : rest + ".";
                return whole.split(" ", -1).length >= 5 ? Optional.of(capital(whole)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> pronoun(String sentence) {
        Matcher subject = SUBJECT.matcher(sentence);
        if (!subject.find() || OPENERS.contains(subject.group(1))) {
            return Optional.empty();
        }
        String[] words = subject.group(1).split(" ", -1);
        if (!before.toLowerCase(Locale.ROOT).contains(words[words.length - 1].toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        boolean many = Set.of("were", "are", "have").contains(subject.group(2));
        String pronoun = many ? "They" : words.length == 2 && !words[0].equals("The") ? "He" : "It";
        return Optional.of(pronoun + sentence.substring(subject.end(1)));
    }

    /**
     * The sentence with the name that {@code previous} begins with in place of the pronoun that it begins with.
     *
     * @param previous the sentence before
     */
    static Optional<Claim> resolved(String sentence, String previous) {
        Matcher pronoun = PRONOUN.matcher(sentence);
        Matcher name = FIRST_NAME.matcher(previous);
        return pronoun.lookingAt()
                        && name.lookingAt()
                        && !OPENERS.contains(name.group().split(" ", 2)[0])
                ? Optional.of(new Claim(ClaimKind.RESOLVED, name.group() + sentence.substring(pronoun.end())))
                : Optional.empty();
    }

    /** Two sentences as one. */
    static Claim joined(String one, String next) {
        return new Claim(ClaimKind.JOINED, one.replaceFirst("\\.$", "") + ", and " + lower(next));
    }

    private static String attributed(String sentence) {
        return "According to the text, " + lower(sentence);
    }

    /** A name keeps its capital. */
    private static String lower(String text) {
        return OPENERS.contains(text.split("\\W", 2)[0])
                ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1)
                : text;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
