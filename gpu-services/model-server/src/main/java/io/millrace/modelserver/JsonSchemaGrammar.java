package io.millrace.modelserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a JSON schema to a grammar of llama.cpp (GBNF) whose every text is valid by it and ends with its last bracket.
 *
 * <p>The library has a conversion of its own, which ends the process where it doesn't understand a schema, and lets blanks follow the last bracket, which
 * small models go on with until their tokens are used up. This one refuses what it doesn't know, rather than to let it pass unchecked.
 */
final class JsonSchemaGrammar {

    private static final int MOST_SCHEMAS = 500;
    private static final String DEFINITIONS = "#/$defs/";
    private static final String OLD_DEFINITIONS = "#/definitions/";

    /** Rules for JSON itself (RFC 8259); a line break may be followed by an indentation, and no more: small models would go on with it. */
    private static final Map<String, String> JSON = Map.of(
            "value", "object | array | string | number | boolean | null",
            "object", "\"{\" ws ( string \":\" ws value ( \",\" ws string \":\" ws value )* ws )? \"}\"",
            "array", "\"[\" ws ( value ( \",\" ws value )* ws )? \"]\"",
            "string", "\"\\\"\" char* \"\\\"\"",
            "char", "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ( [\"\\\\/bfnrt] | \"u\" [0-9a-fA-F]{4} )",
            "number", "integer ( \".\" [0-9]{1,16} )? ( [eE] [-+]? [0-9]{1,3} )?",
            "integer", "\"-\"? ( \"0\" | [1-9] [0-9]{0,15} )",
            "boolean", "\"true\" | \"false\"",
            "null", "\"null\"",
            "ws", "( \" \" | \"\\n\" \" \"{0,20} )?");

    private final Map<?, ?> root;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();

    /** Rules that may begin with another before any character; a circle of them would have no end. */
    private final Map<String, Set<String>> beginnings = new LinkedHashMap<>();

    private int schemas;

    private JsonSchemaGrammar(Map<?, ?> root) {
        this.root = root;
        rules.putAll(JSON);
    }

    /** Any JSON object. */
    static String ofAnyObject() {
        return of(Map.of("type", "object"));
    }

    /**
     * @param schema as {@link JsonTree} reads it
     * @throws io.millrace.core.problem.ProblemException INVALID where it is no schema, or asks for more than this knows
     */
    static String of(Object schema) {
        JsonSchemaGrammar grammar = new JsonSchemaGrammar(SchemaPart.asObject("the schema", schema));
        grammar.rules.put("root", grammar.rule("root", schema));
        grammar.refuseCircles();
        StringBuilder text = new StringBuilder();
        grammar.rules.forEach(
                (name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
        return text.toString();
    }

    /** The body of a rule for a schema. */
    private String rule(String name, @Nullable Object schema) {
        if (++schemas > MOST_SCHEMAS) {
            throw SchemaPart.refused("has more than " + MOST_SCHEMAS + " parts");
        }
        if (Boolean.TRUE.equals(schema)) {
            return "value";
        }
        Map<?, ?> fields = SchemaPart.asObject("each part of the schema", schema);
        if (fields.get("$ref") instanceof String reference) {
            SchemaPart.only(fields, Set.of("$ref"));
            String target = definition(reference);
            beginnings.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(target);
            return target;
        }
        if (fields.get("anyOf") instanceof List<?> options && !options.isEmpty()) {
            SchemaPart.only(fields, Set.of("anyOf"));
            return alternatives(name, options);
        }
        if (fields.get("enum") instanceof List<?> values && !values.isEmpty()) {
            SchemaPart.only(fields, Set.of("enum", "type"));
            return String.join(" | ", values.stream().map(SchemaPart::constant).toList());
        }
        if (fields.containsKey("const")) {
            SchemaPart.only(fields, Set.of("const", "type"));
            return SchemaPart.constant(fields.get("const"));
        }
        return switch (fields.get("type")) {
            case null -> {
                SchemaPart.only(fields, Set.of());
                yield "value";
            }
            case String type -> typed(name, type, fields);
            case List<?> types
            when !types.isEmpty() && types.stream().allMatch(String.class::isInstance) -> {
                List<Map<Object, Object>> options = new ArrayList<>();
                for (Object type : types) {
                    Map<Object, Object> option = new LinkedHashMap<>(fields);
                    option.put("type", type);
                    option.keySet()
                            .removeIf(
                                    keyword -> !SchemaPart.ofType((String) type).contains(keyword));
                    options.add(option);
                }
                Set<String> known = new HashSet<>();
                types.forEach(type -> known.addAll(SchemaPart.ofType((String) type)));
                SchemaPart.only(fields, known);
                yield alternatives(name, options);
            }
            default -> throw SchemaPart.refused("has a type that is neither a name nor a list of names");
        };
    }

    private String alternatives(String name, List<?> options) {
        List<String> names = new ArrayList<>();
        for (Object option : options) {
            String rule = name + "-" + (names.size() + 1);
            add(rule, option);
            beginnings.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(rule);
            names.add(rule);
        }
        return String.join(" | ", names);
    }

    private String typed(String name, String type, Map<?, ?> fields) {
        SchemaPart.only(fields, SchemaPart.ofType(type));
        return switch (type) {
            case "object" -> object(name, fields);
            case "array" -> array(name, fields);
            case "string" -> {
                String length = repetitions(fields, "minLength", "maxLength", 0);
                yield length.isEmpty() ? "string" : "\"\\\"\" char" + length + " \"\\\"\"";
            }
            case "number", "integer", "boolean", "null" -> type;
            default -> throw SchemaPart.refused("has a type that JSON has not");
        };
    }

    /** Properties in their order, those that must be there first; others than those that are named are not written. */
    private String object(String name, Map<?, ?> fields) {
        Map<?, ?> properties = fields.get("properties") == null
                ? Map.of()
                : SchemaPart.asObject("properties", fields.get("properties"));
        List<?> required = fields.get("required") instanceof List<?> names ? names : List.of();
        if (!properties.keySet().containsAll(required)) {
            throw SchemaPart.refused("requires a property that it doesn't describe");
        }
        if (properties.isEmpty()) {
            return Boolean.FALSE.equals(fields.get("additionalProperties")) ? "\"{}\"" : others(name, fields);
        }
        List<String> must = new ArrayList<>();
        List<String> may = new ArrayList<>();
        for (Map.Entry<?, ?> property : properties.entrySet()) {
            String rule = name + "-" + (must.size() + may.size() + 1);
            add(rule + "-v", property.getValue());
            rules.put(
                    rule, SchemaPart.literal(JsonTree.quoted((String) property.getKey()) + ":") + " ws " + rule + "-v");
            (required.contains(property.getKey()) ? must : may).add(rule);
        }
        StringBuilder body = new StringBuilder("\"{\" ws ");
        body.append(String.join(" \",\" ws ", must));
        if (must.isEmpty()) {
            List<String> firsts = new ArrayList<>();
            for (int first = 0; first < may.size(); first++) {
                firsts.add(may.get(first) + optional(may.subList(first + 1, may.size())));
            }
            body.append("( ").append(String.join(" | ", firsts)).append(" )?");
        } else {
            body.append(optional(may));
        }
        return body.append(" ws \"}\"").toString();
    }

    private String others(String name, Map<?, ?> fields) {
        if (!(fields.get("additionalProperties") instanceof Map<?, ?> schema)) {
            return "object";
        }
        add(name + "-v", schema);
        String one = "string \":\" ws " + name + "-v";
        return "\"{\" ws ( " + one + " ( \",\" ws " + one + " )* ws )? \"}\"";
    }

    private static String optional(List<String> rules) {
        StringBuilder body = new StringBuilder();
        rules.forEach(rule -> body.append(" ( \",\" ws ").append(rule).append(" )?"));
        return body.toString();
    }

    private String array(String name, Map<?, ?> fields) {
        Object items = fields.get("items");
        add(name + "-i", items == null ? true : items);
        String more = repetitions(fields, "minItems", "maxItems", 1);
        if (SchemaPart.bound(fields, "maxItems", 1) == 0) {
            return "\"[]\"";
        }
        int least = SchemaPart.bound(fields, "minItems", 0);
        String some = name + "-i ( \",\" ws " + name + "-i )" + (more.isEmpty() ? "*" : more) + " ws";
        return "\"[\" ws " + (least == 0 ? "( " + some + " )?" : some) + " \"]\"";
    }

    /** Empty where the schema says nothing. */
    private static String repetitions(Map<?, ?> fields, String leastKeyword, String mostKeyword, int before) {
        if (fields.get(leastKeyword) == null && fields.get(mostKeyword) == null) {
            return "";
        }
        int least = SchemaPart.bound(fields, leastKeyword, 0);
        int most = SchemaPart.bound(fields, mostKeyword, SchemaPart.MOST_REPETITIONS + 1);
        if (least > most) {
            throw SchemaPart.refused("has a " + leastKeyword + " above its " + mostKeyword);
        }
        String end = most > SchemaPart.MOST_REPETITIONS ? "" : Integer.toString(most - before);
        return "{" + Math.max(0, least - before) + "," + end + "}";
    }

    private String definition(String reference) {
        String key = reference.startsWith(DEFINITIONS)
                ? "$defs"
                : reference.startsWith(OLD_DEFINITIONS) ? "definitions" : "";
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        if (!(root.get(key) instanceof Map<?, ?> all) || all.get(name) == null) {
            throw SchemaPart.refused("has a $ref to other than one of its $defs");
        }
        String known = definitions.get(key + "/" + name);
        if (known != null) {
            return known;
        }
        String rule = "def" + (definitions.size() + 1);
        definitions.put(key + "/" + name, rule);
        add(rule, all.get(name));
        return rule;
    }

    private void add(String rule, @Nullable Object schema) {
        rules.put(rule, rule(rule, schema));
    }

    private void refuseCircles() {
        for (String rule : beginnings.keySet()) {
            Set<String> reached = new LinkedHashSet<>();
            List<String> next = new ArrayList<>(beginnings.get(rule));
            while (!next.isEmpty()) {
                String one = next.removeLast();
                if (reached.add(one)) {
                    next.addAll(beginnings.getOrDefault(one, Set.of()));
                }
            }
            if (reached.contains(rule)) {
                throw SchemaPart.refused("has a $ref that leads back to itself and to nothing else");
            }
        }
    }
}
