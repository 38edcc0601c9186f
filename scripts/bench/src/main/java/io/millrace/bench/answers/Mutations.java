package io.millrace.bench.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a sentence say something that its passage does not. */
final class Mutations {

    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    private static final List<String> COUNTS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.,–-])\\d+(?:[.,]\\d+)*(?![\\w–-])");
    private static final Pattern COUNT = Pattern.compile(
            "\\b(?:one(?! (?:of|another|who|that)\\b)|" + String.join("|", COUNTS.subList(1, COUNTS.size())) + ")\\b");
    private static final Pattern YEAR = Pattern.compile("(?<![\\w.,–-])(?:1\\d|20)\\d\\d(?=s?\\b)(?![,.]\\d)");
    private static final Pattern MONTH =
            Pattern.compile("\\b(?:" + String.join("|", MONTHS) + ")\\b(?=,? \\d| of|\\.)");
    private static final Pattern CENTURY = Pattern.compile("\\b(\\d{1,2})th(?=(?:-| )centur)");
    private static final Pattern NAME = Pattern.compile(
            "(?<=[a-z0-9,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*(?![\\w'’-])|^[A-Z][a-z]+(?: [A-Z][a-z]+)+(?=[ ,])|^[A-Z][a-z]{2,}(?= [a-z])");
    private static final Set<String> NO_NAMES = Set.copyOf(List.of(
            ("The In On At It He She They This These That Those A An By For After As When While If But And Or To Of With From Some"
                            + " Many Most Other Such Each One Two Three There Its His Her Their Although Though Because Since During Before Under Both All"
                            + " However Also Not No Another Several Any Every What Which Who How Where Why Unlike Like Despite Within Without Through Once Only Even Over"
                            + " More Less Until Between Among Around About Instead Rather Thus Therefore Then Later Early Today")
                    .split(" ", -1)));
    private static final Pattern NEGATION = Pattern.compile(
            "\\b(was|were|is|are|did|does|do|had|has|have|can|could|will|would) ?n(?:ot|[’']t)\\b|\\b(could|can|did|does|do|was|were|is|are|has|have|had|would|will) not\\b");
    private static final Pattern NEVER = Pattern.compile("\\bnever ");
    private static final Pattern AUXILIARY = Pattern.compile(
            "\\b(?:was|were|is|are|had|has|have|can|could|will|would|may|must)\\b(?! (?:not|no|never|been not))");
    private static final Pattern PASSIVE_VERB =
            Pattern.compile("\\b(?:was|were) ([a-z]+ed) by(?= (?:the |a |an )?[A-Z])");
    private static final Pattern ACTIVE_VERB = Pattern.compile(
            "(?<=^[A-Z][a-z]{2,20}) (defeated|founded|designed|developed|created|introduced|established|invented|discovered|proposed|launched|conquered"
                    + "|invaded|captured|destroyed|rejected|supported) (?=(?:the |a |an )?[A-Z])");
    private static final Pattern MODAL = Pattern.compile("\\b(?:must|shall|should|may|can|might)\\b(?= [a-z])");
    private static final Pattern WORD = Pattern.compile("(?<= )[a-z]{5,}(?=[ ,.])");
    private static final Pattern NEGATIVE =
            Pattern.compile("\\b(?:no|not|never|without|cannot|neither|nor|none)\\b|n[’']t\\b");

    private final Random random;
    private final List<String> foreignNames;
    private final List<String> foreignWords;

    /** @param foreign sentences of other articles, from which names and words come */
    Mutations(Random random, List<String> foreign) {
        this.random = random;
        this.foreignNames = all(NAME, foreign);
        this.foreignWords = all(WORD, foreign);
    }

    private static List<String> all(Pattern form, List<String> sentences) {
        List<String> found = new ArrayList<>();
        for (String sentence : sentences) {
            form.matcher(sentence)
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> !NO_NAMES.contains(name.split(" ", 2)[0]))
                    .forEach(found::add);
        }
        return found;
    }

    /**
     * One claim by each kind that applies.
     *
     * @param sentence to change
     * @param passages all that was found: what stands there is not false
     * @param near the other sentences of its passage
     */
    List<Claim> of(String sentence, String passages, List<String> near) {
        List<Claim> claims = new ArrayList<>();
        add(claims, ClaimKind.NUMBER, number(sentence));
        add(claims, ClaimKind.DATE, date(sentence));
        add(claims, ClaimKind.NAME, replaced(sentence, NAME, foreignNames, passages));
        add(claims, ClaimKind.NEGATION, negated(sentence));
        add(claims, ClaimKind.NUMBER_NEAR, replaced(sentence, NUMBER, all(NUMBER, near), sentence));
        add(claims, ClaimKind.NAME_NEAR, replaced(sentence, NAME, all(NAME, near), sentence));
        add(claims, ClaimKind.ROLES, swapped(sentence));
        add(claims, ClaimKind.TURNED, turned(sentence));
        add(claims, ClaimKind.MODALITY, bound(sentence));
        add(claims, ClaimKind.WORD, replaced(sentence, WORD, foreignWords, passages));
        return claims;
    }

    private static void add(List<Claim> claims, ClaimKind kind, Optional<String> text) {
        text.ifPresent(said -> claims.add(new Claim(kind, said)));
    }

    private Optional<String> number(String sentence) {
        List<MatchResult> numbers = NUMBER.matcher(sentence)
                .results()
                .filter(found -> !YEAR.matcher(found.group()).matches())
                .toList();
        if (numbers.isEmpty()) {
            return pick(COUNT.matcher(sentence).results().toList())
                    .map(found -> with(sentence, found, other(COUNTS, found.group())));
        }
        return pick(numbers).map(found -> with(sentence, found, otherDigits(found.group())));
    }

    /** The same form with another digit somewhere, the first one not 0. */
    private String otherDigits(String number) {
        while (true) {
            StringBuilder other = new StringBuilder(number);
            int at = random.nextInt(number.length());
            char digit = (char) ('1' + random.nextInt(9));
            if (Character.isDigit(number.charAt(at)) && number.charAt(at) != digit) {
                other.setCharAt(at, digit);
                return other.toString();
            }
        }
    }

    private Optional<String> date(String sentence) {
        List<MatchResult> dates = new ArrayList<>();
        YEAR.matcher(sentence).results().forEach(dates::add);
        MONTH.matcher(sentence).results().forEach(dates::add);
        CENTURY.matcher(sentence).results().forEach(dates::add);
        return pick(dates).map(found -> {
            String date = found.group();
            if (date.endsWith("th")) {
                return with(sentence, found, Integer.parseInt(date.replace("th", "")) == 19 ? "17th" : "19th");
            }
            return with(
                    sentence,
                    found,
                    Character.isDigit(date.charAt(0))
                            ? Integer.toString(
                                    Integer.parseInt(date) + (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(30)))
                            : other(MONTHS, date));
        });
    }

    private Optional<String> replaced(String sentence, Pattern form, List<String> others, String notOf) {
        List<MatchResult> found = form.matcher(sentence)
                .results()
                .filter(name -> !NO_NAMES.contains(name.group().split(" ", 2)[0]) && !MONTHS.contains(name.group()))
                .toList();
        List<String> fit = others.stream()
                .filter(other -> !notOf.contains(other) && !MONTHS.contains(other))
                .toList();
        return fit.isEmpty()
                ? Optional.empty()
                : pick(found).map(name -> with(sentence, name, fit.get(random.nextInt(fit.size()))));
    }

    private static Optional<String> swapped(String sentence) {
        List<MatchResult> names = NAME.matcher(sentence)
                .results()
                .filter(name -> !NO_NAMES.contains(name.group().split(" ", 2)[0]) && !MONTHS.contains(name.group()))
                .toList();
        if (names.size() < 2) {
            return Optional.empty();
        }
        MatchResult first = names.getFirst();
        MatchResult last = names.getLast();
        String between = sentence.substring(first.end(), last.start());
        // Names that are listed may stand in any order.
        if (first.group().equals(last.group()) || between.matches("(?:[\\s,&]|and|or|the|[A-Z]\\S+)*")) {
            return Optional.empty();
        }
        return Optional.of(sentence.substring(0, first.start())
                + last.group()
                + between
                + first.group()
                + sentence.substring(last.end()));
    }

    /** {@code X was Ved by Y} as {@code X Ved Y}, or back. */
    private static Optional<String> turned(String sentence) {
        Matcher passive = PASSIVE_VERB.matcher(sentence);
        if (passive.find()) {
            return Optional.of(with(sentence, passive.toMatchResult(), passive.group(1)));
        }
        Matcher active = ACTIVE_VERB.matcher(sentence);
        return active.find()
                ? Optional.of(with(sentence, active.toMatchResult(), " was " + active.group(1) + " by "))
                : Optional.empty();
    }

    /** Must for may, or may for must. */
    private static Optional<String> bound(String sentence) {
        Matcher modal = MODAL.matcher(sentence);
        if (!modal.find() || NEGATIVE.matcher(sentence).find()) {
            return Optional.empty();
        }
        return Optional.of(with(
                sentence,
                modal.toMatchResult(),
                Set.of("must", "shall", "should").contains(modal.group()) ? "may" : "must"));
    }

    private static Optional<String> negated(String sentence) {
        Matcher not = NEGATION.matcher(sentence);
        if (not.find()) {
            String verb = not.group(1) == null ? not.group(2) : not.group(1);
            return Optional.of(with(sentence, not.toMatchResult(), verb));
        }
        Matcher never = NEVER.matcher(sentence);
        if (never.find()) {
            return Optional.of(with(sentence, never.toMatchResult(), ""));
        }
        Matcher auxiliary = AUXILIARY.matcher(sentence);
        if (auxiliary.find() && !NEGATIVE.matcher(sentence).find()) {
            return Optional.of(with(sentence, auxiliary.toMatchResult(), auxiliary.group() + " not"));
        }
        return Optional.empty();
    }

    private Optional<MatchResult> pick(List<MatchResult> found) {
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    private String other(List<String> all, String than) {
        List<String> others = all.stream().filter(one -> !one.equals(than)).toList();
        return others.get(random.nextInt(others.size()));
    }

    private static String with(String sentence, MatchResult found, String instead) {
        return sentence.substring(0, found.start()) + instead + sentence.substring(found.end());
    }
}
