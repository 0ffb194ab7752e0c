package dev.slipway.host.api.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which action answers which method and path. In a pattern {@code {id}} stands for one segment and {@code {name:.*}} for
 * one or more, as image names contain slashes.
 */
public final class Routes {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(:\\.\\*)?}");

    private final Map<String, List<Route>> byMethodAndStart = new HashMap<>();

    /** What answers; {@link Call} has the variables. */
    @FunctionalInterface
    public interface Action {
        void serve(Call call) throws Exception;
    }

    /** An action found, with the values of its pattern's variables. */
    public record Match(Action action, String pattern, Map<String, String> variables) {}

    private record Route(String pattern, Pattern regex, List<String> names, Action action) {
        Route behind(String method, Check check) {
            return new Route(pattern, regex, names, call -> {
                check.check(method + " " + pattern, call);
                action.serve(call);
            });
        }
    }

    public Routes get(String pattern, Action action) {
        return add("GET", pattern, action);
    }

    public Routes head(String pattern, Action action) {
        return add("HEAD", pattern, action);
    }

    public Routes post(String pattern, Action action) {
        return add("POST", pattern, action);
    }

    public Routes put(String pattern, Action action) {
        return add("PUT", pattern, action);
    }

    public Routes delete(String pattern, Action action) {
        return add("DELETE", pattern, action);
    }

    /** Adds a route; {@code method} in capitals. */
    public Routes add(String method, String pattern, Action action) {
        List<String> names = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(pattern);
        int end = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(pattern.substring(end, variable.start())))
                    .append(variable.group(2) == null ? "([^/]+)" : "(.+)");
            names.add(variable.group(1));
            end = variable.end();
        }
        regex.append(Pattern.quote(pattern.substring(end)));
        byMethodAndStart
                .computeIfAbsent(key(method, pattern), key -> new ArrayList<>())
                .add(new Route(pattern, Pattern.compile(regex.toString()), List.copyOf(names), action));
        return this;
    }

    /** The routes whose {@code "METHOD pattern"} is wanted. */
    public Routes only(Predicate<String> wanted) {
        Routes some = new Routes();
        byMethodAndStart.forEach((key, routes) -> {
            String method = key.substring(0, key.indexOf(' '));
            List<Route> kept = routes.stream()
                    .filter(route -> wanted.test(method + " " + route.pattern()))
                    .toList();
            if (!kept.isEmpty()) {
                some.byMethodAndStart.put(key, new ArrayList<>(kept));
            }
        });
        return some;
    }

    /** What is done with a call before its action, which does not come to pass when this throws. */
    @FunctionalInterface
    public interface Check {
        /** @param route {@code "METHOD pattern"} */
        void check(String route, Call call);
    }

    /** The same routes, each behind {@code check}. */
    public Routes before(Check check) {
        Routes checked = new Routes();
        byMethodAndStart.forEach((key, routes) -> checked.byMethodAndStart.put(
                key,
                new ArrayList<>(routes.stream()
                        .map(route -> route.behind(key.substring(0, key.indexOf(' ')), check))
                        .toList())));
        return checked;
    }

    /** Every {@code "METHOD pattern"}. */
    public List<String> patterns() {
        return byMethodAndStart.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(route -> entry.getKey().substring(0, entry.getKey().indexOf(' ')) + " " + route.pattern()))
                .sorted()
                .toList();
    }

    /** The first route added that fits {@code path}, which has no version and keeps its percent-encoding. */
    public Optional<Match> find(String method, String path) {
        for (Route route : byMethodAndStart.getOrDefault(key(method, path), List.of())) {
            Matcher matcher = route.regex().matcher(path);
            if (matcher.matches()) {
                Map<String, String> variables = new LinkedHashMap<>();
                for (int i = 0; i < route.names().size(); i++) {
                    variables.put(route.names().get(i), decodeSegment(matcher.group(i + 1)));
                }
                return Optional.of(new Match(route.action(), route.pattern(), variables));
            }
        }
        return Optional.empty();
    }

    /** In a path, unlike in a query, a plus is a plus. */
    private static String decodeSegment(String text) {
        return Query.decode(text.replace("+", "%2B"));
    }

    private static String key(String method, String path) {
        int end = path.indexOf('/', 1);
        return method + " " + (end < 0 ? path : path.substring(0, end));
    }
}
