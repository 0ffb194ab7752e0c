package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of an app; what is not given stays as it is, or gets the server's default. */
final class AppOptions {

    @Nullable
    @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
    private String name;

    @Nullable
    @Option(names = "--branch", paramLabel = "REF", description = "Branch or tag that is built.")
    private String branch;

    @Nullable
    @Option(names = "--folder", paramLabel = "PATH", description = "Folder of the app within its repository.")
    private String folder;

    @Nullable
    @Option(names = "--dockerfile", paramLabel = "PATH", description = "Dockerfile within the folder.")
    private String dockerfile;

    @Nullable
    @Option(names = "--port", paramLabel = "PORT", description = "Port the app listens on.")
    private Integer port;

    @Nullable
    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of an instance, like 256m or 1g.")
    private String memory;

    @Nullable
    @Option(names = "--cpus", paramLabel = "N", description = "Processors of an instance, like 0.5.")
    private BigDecimal cpus;

    @Nullable
    @Option(names = "--instances", paramLabel = "N", description = "How many instances run.")
    private Integer instances;

    /** As the API takes them. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        put(json, "name", name);
        put(json, "branch", branch);
        put(json, "folder", folder);
        put(json, "dockerfile", dockerfile);
        put(json, "memory", memory);
        if (port != null) {
            json.put("port", port);
        }
        if (cpus != null) {
            json.put("cpus", cpus);
        }
        if (instances != null) {
            json.put("instances", instances);
        }
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
