package dev.slipway.environment;

import dev.slipway.app.App;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads and writes an app's variables. Callers bring the transaction. */
@ApplicationScoped
public class Environment {

    /** An engine's whole request must fit them. */
    private static final int MOST_VARIABLES = 500;

    private static final int MOST_LETTERS = 256 * 1024;

    private final Vault vault;
    private final Clock clock;

    Environment(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** A version's variables; secrets without their values. Version 0 is empty. */
    List<VariableEntry> show(UUID appId, int version) {
        return variables(appId, version).values().stream()
                .map(variable -> new VariableEntry(variable.name, variable.plain, variable.secret))
                .toList();
    }

    /** A version's variables as a container gets them. */
    public Map<String, String> open(UUID appId, int version) {
        Map<String, String> values = new TreeMap<>();
        variables(appId, version).forEach((name, variable) -> values.put(name, variable.value(appId, vault)));
        return values;
    }

    /**
     * Cuts a new version and returns its number.
     *
     * @param app locked by the caller
     * @throws Problem when there are too many, two have one name, or a secret without value was not there before
     */
    public int cut(App app, List<VariableEntry> entries) {
        refuseUnusable(entries);
        Map<String, Variable> old = variables(app.id, app.lastEnvironment);
        EnvironmentVersion version = new EnvironmentVersion();
        version.id = UUID.randomUUID();
        version.appId = app.id;
        version.version = app.lastEnvironment + 1;
        version.createdAt = clock.instant();
        entries.forEach(entry -> version.variables.add(variable(app.id, entry, old)));
        version.persist();
        app.lastEnvironment = version.version;
        return version.version;
    }

    private Variable variable(UUID appId, VariableEntry entry, Map<String, Variable> old) {
        String value = entry.value();
        if (value != null) {
            return entry.secret()
                    ? Variable.secret(appId, entry.name(), new Secret(value), vault)
                    : Variable.plain(entry.name(), value);
        }
        Variable kept = old.get(entry.name());
        if (kept == null || !kept.secret || !entry.secret()) {
            throw Problem.invalid(
                    "variables", "\"" + entry.name() + "\" has no value and is no secret that was set before");
        }
        return kept.copy();
    }

    private static void refuseUnusable(List<VariableEntry> entries) {
        Set<String> names = new HashSet<>();
        long letters = 0;
        for (VariableEntry entry : entries) {
            if (!names.add(entry.name())) {
                throw Problem.invalid("variables", "\"" + entry.name() + "\" is there twice; keep one");
            }
            letters += entry.value() == null ? 0 : entry.value().length();
        }
        if (entries.size() > MOST_VARIABLES || letters > MOST_LETTERS) {
            throw Problem.invalid("variables", "are more than " + MOST_VARIABLES + " or longer than 256 KiB together");
        }
    }

    private static Map<String, Variable> variables(UUID appId, int version) {
        return EnvironmentVersion.of(appId, version)
                .map(found -> found.variables.stream()
                        .collect(Collectors.toMap(
                                variable -> variable.name, Function.identity(), (one, other) -> one, TreeMap::new)))
                .orElseGet(TreeMap::new);
    }
}
