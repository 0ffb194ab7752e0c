package dev.slipway.environment;

import dev.slipway.app.App;
import dev.slipway.platform.Masks;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Rows;
import dev.slipway.platform.SealBroken;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Reads and writes an app's variables. Callers bring the transaction. */
@ApplicationScoped
public class Environment {

    /** An engine's whole request must fit them. */
    private static final int MOST_VARIABLES = 500;

    private static final int MOST_LETTERS = 256 * 1024;

    /** An old release may still run, or its output be read: its secrets are secret, too. */
    private static final int MASKED_VERSIONS = 20;

    /** Apps whose logs are read at the same time. */
    private static final int MOST_MASKS = 64;

    private static final Logger LOG = Logger.getLogger(Environment.class);

    private final Vault vault;
    private final Rows rows;
    private final Clock clock;
    private final Map<MasksOf, Masks> masks = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MasksOf, Masks> eldest) {
            return size() > MOST_MASKS;
        }
    });

    Environment(Vault vault, Rows rows, Clock clock) {
        this.rows = rows;
        this.vault = vault;
        this.clock = clock;
    }

    private record MasksOf(UUID app, int version) {}

    /** A version's variables; secrets without their values. Version 0 is empty. */
    List<VariableEntry> show(UUID appId, int version) {
        return variables(appId, version).values().stream()
                .map(variable -> new VariableEntry(variable.name, variable.plain, variable.secret))
                .toList();
    }

    /**
     * A version's variables as a container gets them.
     *
     * @throws SealBroken when a secret does not open, because somebody changed or swapped rows
     */
    public Map<String, String> open(App app, int version) {
        enter(app, version);
        Map<String, String> values = new TreeMap<>();
        variables(app.id, version).forEach((name, variable) -> values.put(name, variable.value(owner(app), vault)));
        return values;
    }

    /**
     * The newest values of secrets, for those names that are wanted.
     *
     * @throws SealBroken when one does not open
     */
    public Map<String, Secret> secrets(App app, Predicate<String> wanted) {
        enter(app, app.lastEnvironment);
        Map<String, Secret> values = new TreeMap<>();
        variables(app.id, app.lastEnvironment).forEach((name, variable) -> {
            if (variable.secret && wanted.test(name)) {
                values.put(name, new Secret(variable.value(owner(app), vault)));
            }
        });
        return values;
    }

    /** Hides what was a secret in one of the app's newest versions. */
    public Masks masks(App app) {
        MasksOf key = new MasksOf(app.id, app.lastEnvironment);
        Masks known = masks.get(key);
        if (known == null) {
            known = freshMasks(app);
            masks.put(key, known);
        }
        return known;
    }

    private Masks freshMasks(App app) {
        enter(app, app.lastEnvironment);
        List<String> values = new ArrayList<>();
        for (Variable variable : EnvironmentVersion.secretsSince(app.id, app.lastEnvironment - MASKED_VERSIONS)) {
            try {
                values.add(variable.value(owner(app), vault));
            } catch (SealBroken broken) {
                // What does not open reaches no container either, so it is in no log.
                LOG.debugf("not masked: %s", broken.getMessage());
            }
        }
        return Masks.of(values);
    }

    /** What is not shown would leave logs without masks and programs without variables: that must not pass for "has none". */
    private void enter(App app, int version) {
        rows.enter(app.teamId);
        if (version > 0 && EnvironmentVersion.of(app.id, version).isEmpty()) {
            throw new IllegalStateException("version " + version + " of the environment of app " + app.id
                    + " is not there, or not for this transaction, which works for another team");
        }
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
        entries.forEach(entry -> version.variables.add(variable(owner(app), entry, old)));
        version.persist();
        app.lastEnvironment = version.version;
        return version.version;
    }

    private Variable variable(Variable.Owner owner, VariableEntry entry, Map<String, Variable> old) {
        String value = entry.value();
        if (value != null) {
            return entry.secret()
                    ? Variable.secret(owner, entry.name(), new Secret(value), vault)
                    : Variable.plain(entry.name(), value);
        }
        Variable kept = old.get(entry.name());
        if (kept == null || !kept.secret || !entry.secret()) {
            throw Problem.invalid(
                    "variables", "\"" + entry.name() + "\" has no value and is no secret that was set before");
        }
        return kept.copy(owner, vault);
    }

    private static Variable.Owner owner(App app) {
        return new Variable.Owner(app.teamId, app.id);
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
