package io.millrace.core.answer;

import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sentence states, word by word, so that two sentences can be compared. What it says of itself at its start ("According to the text, …", "The answer is: …") is no part of it.
 */
final class Statement {

    private static final Pattern FRAME = Pattern.compile(
            "^(?:(?:according to|based on|as (?:stated|described|mentioned|noted) in|in) (?:the |this )?"
                    + "(?:provided |given |above )?(?:text|passages?|documents?|article|context|sources?|information)"
                    + "(?: \\d+)?(?: provided| given| above)?,|(?:the |this )?(?:text|passages?|documents?|article|context|sources?)"
                    + "(?: \\d+)? (?:states?|says?|mentions?|notes?|explains?|indicates?)(?: that|,)"
                    + "|(?:the )?answer(?: to (?:the|this|your) question)?(?: is that| is:?|:))\\s+",
            Pattern.CASE_INSENSITIVE);
    /** Possessive throughout: as deep as the word has parts otherwise. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]++(?:['’.,][\\p{L}\\p{N}]++)*+");

    private static final Pattern POSSESSIVE = Pattern.compile("['’]s$");
    private static final Pattern NEGATED_VERB = Pattern.compile(".*n['’]t");

    /** How far a negation reaches, in words that say something. */
    private static final int REACH = 2;

    /** Words that say nothing by themselves, beside those that the index leaves out. */
    private static final Set<String> EMPTY = Set.of(
            ("he she his her hers him its them we our you your who which whose whom what when where while also had"
                            + " has have having been being were do does did would could can may might should must shall from about"
                            + " than so thus however therefore though although because since yes those very some am i me my s t")
                    .split(" ", -1));

    private static final Set<String> PRONOUNS = Set.of(
            "he", "she", "it", "they", "his", "her", "its", "their", "him", "them", "this", "these", "that", "those",
            "who", "which");
    private static final Set<String> SUBJECTS = Set.of("he", "she", "it", "they");
    private static final Set<String> NEGATIONS = Set.of(
            "not", "no", "never", "none", "neither", "nor", "without", "cannot", "nobody", "nothing", "nowhere",
            "unable");

    /** Before any of these, and after {@code no}, {@code one} counts nothing. */
    private static final Set<String> NOT_AFTER_ONE = Set.of("of", "another", "who", "that");

    private static final Set<String> OBLIGATIONS = Set.of("must", "shall", "should");

    /** Without {@code can}: what can be done and what is done are often said for each other. */
    private static final Set<String> DOUBTS = Set.of("may", "might");

    private static final Set<String> POSSIBILITIES = Set.of("may", "might", "can");

    private static final Map<String, String> NUMBER_WORDS = numberWords();

    /**
     * A word.
     *
     * @param lower as written, lower-case, without possessive
     * @param stem as the index counts it; empty where it says nothing
     * @param number in one spelling; empty where it is none
     * @param name whether it is (part of) a name: a capital inside the sentence
     * @param first whether it opens the sentence with a capital: a name, or just the first
     */
    record Word(String lower, String stem, String number, boolean name, boolean first) {

        /** What the word is when it is looked for; empty where it says nothing. */
        String key() {
            return number.isEmpty() ? stem : number;
        }
    }

    private final List<Word> content = new ArrayList<>();
    private final Map<String, List<Integer>> places = new HashMap<>();
    private final Set<String> all = new HashSet<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Word> names = new ArrayList<>();
    private final List<Integer> negations = new ArrayList<>();
    private final List<Integer> obligations = new ArrayList<>();
    private final List<Integer> possibilities = new ArrayList<>();
    private final List<Integer> doubts = new ArrayList<>();
    private final List<Integer> agents = new ArrayList<>();
    private final List<Integer> origins = new ArrayList<>();
    private final List<Integer> goals = new ArrayList<>();
    private @Nullable Word first;
    private boolean refers;
    private boolean pronounFirst;
    private boolean passive;

    private Statement() {}

    static Statement of(String sentence) {
        Statement statement = new Statement();
        statement.read(FRAME.matcher(sentence.strip()).replaceFirst(""));
        return statement;
    }

    private void read(String sentence) {
        List<String> written = new ArrayList<>();
        Matcher word = WORD.matcher(sentence);
        while (word.find()) {
            written.add(POSSESSIVE.matcher(word.group()).replaceFirst(""));
        }
        boolean wasBe = false;
        for (int i = 0; i < written.size(); i++) {
            String lower = written.get(i).toLowerCase(Locale.ROOT);
            all.add(lower);
            pronounFirst |= i == 0 && SUBJECTS.contains(lower);
            refers |= PRONOUNS.contains(lower);
            if (NEGATIONS.contains(lower) || NEGATED_VERB.matcher(lower).matches()) {
                negations.add(content.size());
                continue;
            }
            // As written: May is a month.
            note(OBLIGATIONS.contains(written.get(i)), obligations);
            note(POSSIBILITIES.contains(written.get(i)), possibilities);
            note(DOUBTS.contains(written.get(i)), doubts);
            note(lower.equals("by"), agents);
            note(lower.equals("from"), origins);
            note(lower.equals("to"), goals);
            passive |= lower.equals("by") && wasBe;
            wasBe |= Set.of("was", "were", "is", "are", "been", "being").contains(lower);
            add(written, i, lower);
        }
    }

    /** The next word that says something is meant. */
    private void note(boolean isSo, List<Integer> list) {
        if (isSo) {
            list.add(content.size());
        }
    }

    private void add(List<String> written, int place, String lower) {
        boolean capital = Character.isUpperCase(written.get(place).codePointAt(0));
        String number = number(written, place, lower, capital);
        List<String> stems = number.isEmpty() && EMPTY.contains(lower) ? List.of() : Terms.stems(lower);
        if (number.isEmpty() && stems.isEmpty()) {
            return;
        }
        boolean opens = capital && place == 0 && number.isEmpty();
        boolean named = number.isEmpty() && capital && (place > 0 ? lower.length() > 1 : startsName(written));
        Word found = new Word(lower, stems.isEmpty() ? lower : stems.getFirst(), number, named, opens);
        if (!number.isEmpty()) {
            numbers.merge(number, 1, Integer::sum);
        }
        if (named) {
            names.add(found);
        }
        if (opens) {
            first = found;
        }
        places.computeIfAbsent(found.key(), key -> new ArrayList<>()).add(content.size());
        content.add(found);
    }

    /** A capital right after the first word makes both a name. */
    private static boolean startsName(List<String> written) {
        return written.size() > 1
                && Character.isUpperCase(written.get(1).codePointAt(0))
                && written.get(1).length() > 1;
    }

    /** The number that a word stands for, or an empty text. Months are numbers too: nothing may stand in for them. */
    private static String number(List<String> written, int place, String lower, boolean capital) {
        if (lower.equals("one")
                && ((place > 0 && written.get(place - 1).equalsIgnoreCase("no"))
                        || (place + 1 < written.size()
                                && NOT_AFTER_ONE.contains(written.get(place + 1).toLowerCase(Locale.ROOT))))) {
            return "";
        }
        if (lower.chars().anyMatch(c -> Character.isDigit(c) || Character.getType(c) == Character.OTHER_NUMBER)) {
            return lower.replace(",", "");
        }
        boolean month = place > 0
                || (written.size() > 1 && Character.isDigit(written.get(1).codePointAt(0)));
        if (NUMBER_WORDS.getOrDefault(lower, "").startsWith("month") && !(capital && month)) {
            return "";
        }
        return NUMBER_WORDS.getOrDefault(lower, "");
    }

    /** Its words that say something, in order. */
    List<Word> content() {
        return content;
    }

    /** Where among {@link #content} a word stands, by {@link Word#key}. */
    List<Integer> places(String key) {
        return places.getOrDefault(key, List.of());
    }

    /** All its words as written, in lower case. */
    Set<String> words() {
        return all;
    }

    /** Whether it has the word, in this form or another. */
    boolean has(Word word) {
        return all.contains(word.lower()) || places.containsKey(word.key());
    }

    boolean hasStem(String key) {
        return places.containsKey(key);
    }

    Set<String> stems() {
        return places.keySet();
    }

    /** Each of its numbers in one spelling, and how often it stands there. */
    Map<String, Integer> numbers() {
        return numbers;
    }

    List<Word> names() {
        return names;
    }

    /** Its first word if it has a capital and says something: a name, or just the first. */
    @Nullable
    Word first() {
        return first;
    }

    /** Whether a word of it points to something outside of it, or may. */
    boolean refers() {
        return refers;
    }

    /** Whether its first word is a pronoun. */
    boolean startsWithPronoun() {
        return pronounFirst;
    }

    /** Whether a word is one of the names that it begins with. */
    boolean startsWith(Word name) {
        for (Word word : content) {
            if (!word.name() && !word.first()) {
                return false;
            }
            if (word.key().equals(name.key())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is told by what was done to something. */
    boolean passive() {
        return passive;
    }

    /**
     * Whether both deny the same. A denial of this sentence matters only where the other speaks of what is denied; one of the other's always.
     *
     * @param claim what is said of this sentence
     */
    boolean deniesAs(Statement claim) {
        return claim.negations.stream().allMatch(at -> denies(claim.reach(at)))
                && negations.stream().filter(at -> claim.hasStem(denied(at))).allMatch(at -> claim.denies(reach(at)));
    }

    /** Whether it denies any of these words; where there are none, anything. */
    private boolean denies(Set<String> keys) {
        return holds(negations, keys);
    }

    /** Whether any of {@code places} reaches any of these words; where there are none, anything. */
    private boolean holds(List<Integer> places, Set<String> keys) {
        return places.stream()
                .anyMatch(at -> keys.isEmpty() || reach(at).stream().anyMatch(keys::contains));
    }

    /**
     * Whether a claim says no more of must and may than this sentence does: what must be is said here to be so, what must be here is not merely allowed
     * there, and what may be here is not certain there.
     */
    boolean bindsAs(Statement claim) {
        return claim.obligations.stream().allMatch(at -> holds(obligations, claim.reach(at)))
                && obligations.stream()
                        .filter(at -> claim.hasStem(denied(at)))
                        .noneMatch(at -> claim.holds(claim.possibilities, Set.of(denied(at))))
                && doubts.stream()
                        .filter(at -> claim.hasStem(denied(at)))
                        .allMatch(at -> claim.holds(claim.possibilities, reach(at)));
    }

    /** Whether a claim has who does something do it here too, whether {@code X did Y} or {@code Y was done by X}. */
    boolean hasAgentsOf(Statement claim) {
        boolean all = claim.keys().equals(keys());
        return !claim.turns(this, all) && !turns(claim, all);
    }

    /**
     * Whether one whom something is done by here does not do it in {@code other}, but has it done to them.
     *
     * @param any whether it may be anyone, not only who has a name
     */
    private boolean turns(Statement other, boolean any) {
        return agents.stream().anyMatch(at -> {
            int verb = at - 1;
            while (verb >= 0
                    && (content.get(verb).name() || !content.get(verb).number().isEmpty())) {
                verb--;
            }
            if (verb < 0 || at >= content.size()) {
                return false;
            }
            Word agent = content.get(at);
            List<Integer> done = other.places(content.get(verb).key());
            List<Integer> by = other.places(agent.key());
            return agent.number().isEmpty()
                    && (any || agent.name())
                    && !done.isEmpty()
                    && !by.isEmpty()
                    && by.stream().noneMatch(place -> other.follows(place, other.agents))
                    && by.getFirst() > done.getLast();
        });
    }

    /** Whether no name is where something comes from in the claim and where it goes to here, or the other way round. */
    boolean leadsAs(Statement claim) {
        return !claim.crosses(claim.origins, this, goals, origins) && !claim.crosses(claim.goals, this, origins, goals);
    }

    /** Whether a name in one of {@code mine} is in one of the other's {@code opposite}, and in none of {@code same}. */
    private boolean crosses(List<Integer> mine, Statement other, List<Integer> opposite, List<Integer> same) {
        return mine.stream()
                .filter(at -> at < content.size() && content.get(at).name())
                .map(at -> other.places(content.get(at).key()))
                .anyMatch(there -> there.stream().anyMatch(place -> other.follows(place, opposite))
                        && there.stream().noneMatch(place -> other.follows(place, same)));
    }

    /** Whether one of {@code starts} is the place of a word, or of the name that it is a part of. */
    private boolean follows(int place, List<Integer> starts) {
        int first = place;
        while (!starts.contains(first)
                && first > 0
                && content.get(first).name()
                && content.get(first - 1).name()) {
            first--;
        }
        return starts.contains(first);
    }

    /** Its words that say something, as they are looked for. */
    List<String> keys() {
        return content.stream().map(Word::key).toList();
    }

    /** The word that a negation before the word at {@code at} denies first; at a sentence's end the one before; empty where there is none. */
    private String denied(int at) {
        return content.isEmpty()
                ? ""
                : content.get(Math.min(at, content.size() - 1)).key();
    }

    /** The words that it reaches. */
    private Set<String> reach(int at) {
        Set<String> keys = new HashSet<>();
        for (int i = at; i < Math.min(content.size(), at + REACH); i++) {
            keys.add(content.get(i).key());
        }
        if (keys.isEmpty() && !content.isEmpty()) {
            keys.add(content.getLast().key());
        }
        return keys;
    }

    private static Map<String, String> numberWords() {
        Map<String, String> numbers = new HashMap<>();
        // A claim that something happens once, or only so, is as exact as one with a figure.
        for (String exact : List.of(
                "only",
                "once",
                "twice",
                "half",
                "dozens",
                "hundreds",
                "thousands",
                "millions",
                "billions",
                "million",
                "billion",
                "trillion")) {
            numbers.put(exact, exact);
        }
        String[] small =
                "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
                        .split(" ", -1);
        for (int i = 0; i < small.length; i++) {
            numbers.put(small[i], Integer.toString(i));
        }
        numbers.put("dozen", "12");
        String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ", -1);
        for (int i = 0; i < tens.length; i++) {
            numbers.put(tens[i], Integer.toString(20 + 10 * i));
        }
        numbers.put("hundred", "100");
        numbers.put("thousand", "1000");
        String[] ordinals = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th"
                .split(" ", -1);
        String[] ordinalWords =
                ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
                                + " sixteenth seventeenth eighteenth nineteenth twentieth")
                        .split(" ", -1);
        for (int i = 0; i < ordinals.length; i++) {
            numbers.put(ordinalWords[i], ordinals[i]);
        }
        for (String month : List.of(
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december")) {
            numbers.put(month, "month " + month);
        }
        return Map.copyOf(numbers);
    }
}
