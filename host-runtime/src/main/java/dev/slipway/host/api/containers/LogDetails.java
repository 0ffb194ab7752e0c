package dev.slipway.host.api.containers;

import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code docker logs --details} puts before each line: those labels and variables of the container that its log options
 * {@code labels} and {@code env} name, as {@code name=value} in the order of their names.
 */
final class LogDetails {
    private LogDetails() {}

    static String of(Container container) {
        var host = container.config().hostConfig();
        Map<String, Object> log = host == null ? Map.of() : Documents.orEmpty(host.logConfig());
        Map<?, ?> options = log.get("Config") instanceof Map<?, ?> map ? map : Map.of();
        Map<String, String> details = new TreeMap<>();
        Map<String, String> labels = Documents.orEmpty(container.process().labels());
        for (String name : names(options.get("labels"))) {
            if (labels.containsKey(name)) {
                details.put(name, labels.get(name));
            }
        }
        for (String name : names(options.get("env"))) {
            Documents.orEmpty(container.process().env()).stream()
                    .filter(assignment -> assignment.startsWith(name + "="))
                    .forEach(assignment -> details.put(name, assignment.substring(name.length() + 1)));
        }
        return details.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String[] names(@org.jspecify.annotations.Nullable Object option) {
        return option instanceof String text && !text.isEmpty() ? text.split(",") : new String[0];
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
