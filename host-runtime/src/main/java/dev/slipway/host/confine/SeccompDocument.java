package dev.slipway.host.confine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.confine.Comparison.Operator;
import dev.slipway.host.linux.Architecture;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A seccomp profile in Docker's format, read for one machine and one set of capabilities: only rules in force are left. */
final class SeccompDocument {
    private static final int EPERM = 1;
    private static final int MAX_ERRNO = 4095;
    private static final int ARGUMENTS = 6;
    private static final int U64_BITS = 64;
    private static final String COMPARE = "SCMP_CMP_";

    /** Values of linux/seccomp.h; KILL means the thread, as in libseccomp. */
    private static final int KILL_THREAD = 0;

    private static final int KILL_PROCESS = 0x80000000;
    private static final int TRAP = 0x00030000;
    private static final int LOG = 0x7ffc0000;

    private final Architecture architecture;
    private final EnumSet<Capability> capabilities;

    private SeccompDocument(Architecture architecture, EnumSet<Capability> capabilities) {
        this.architecture = architecture;
        this.capabilities = capabilities;
    }

    /**
     * @param conventions whose calls are decided by the rules; those of others end the thread
     * @param otherwise what the filter returns where no rule applies
     */
    record Profile(Set<SyscallTable.Abi> conventions, int otherwise, List<Rule> rules) {}

    /** @param result what the filter returns for these calls if all conditions hold */
    record Rule(List<String> names, int result, List<Comparison> conditions) {}

    static Profile read(String json, Architecture architecture, EnumSet<Capability> capabilities) {
        JsonNode root;
        try {
            root = Json.read(json, JsonNode.class);
        } catch (EngineException e) {
            throw invalid("it is not JSON (" + e.getMessage() + ")");
        }
        if (!root.isObject()) {
            throw invalid("it is no JSON object");
        }
        return new SeccompDocument(architecture, capabilities).profile(root);
    }

    private Profile profile(JsonNode root) {
        for (String key : List.of("flags", "listenerPath", "listenerMetadata")) {
            JsonNode value = root.path(key);
            boolean said = value.isTextual() ? !value.asText().isEmpty() : !value.isEmpty();
            if (said) {
                throw invalid("'" + key + "' is not supported by this engine: leave it out");
            }
        }
        int otherwise = action(root.path("defaultAction"), root.path("defaultErrnoRet"), "defaultAction");
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : list(root, "syscalls")) {
            rule(rule, rules);
        }
        return new Profile(SeccompArchitectures.of(root, architecture), otherwise, rules);
    }

    private void rule(JsonNode rule, List<Rule> rules) {
        List<String> names = names(rule);
        int result = action(rule.path("action"), rule.path("errnoRet"), "action of " + names);
        List<Comparison> conditions = new ArrayList<>();
        for (JsonNode condition : list(rule, "args")) {
            conditions.add(condition(condition));
        }
        boolean included = KernelRelease.atLeast(text(rule.path("includes"), "minKernel"), true)
                && holdsAll(texts(rule.path("includes"), "caps"))
                && machine(rule.path("includes"), true);
        boolean excluded = KernelRelease.atLeast(text(rule.path("excludes"), "minKernel"), false)
                || holdsAny(texts(rule.path("excludes"), "caps"))
                || machine(rule.path("excludes"), false);
        if (!included || excluded) {
            return;
        }
        Set<Integer> indexes = new HashSet<>();
        if (conditions.stream().allMatch(condition -> indexes.add(condition.index()))) {
            rules.add(new Rule(names, result, conditions));
        } else {
            // Two conditions on one argument are alternatives, as runc has it: libseccomp takes only one in a rule.
            conditions.forEach(condition -> rules.add(new Rule(names, result, List.of(condition))));
        }
    }

    private static List<String> names(JsonNode rule) {
        List<String> names = texts(rule, "names");
        String name = text(rule, "name");
        if (name != null && !names.isEmpty()) {
            throw invalid("a rule has both 'name' and 'names'");
        }
        List<String> all = name == null ? names : List.of(name);
        if (all.isEmpty()) {
            throw invalid("a rule of 'syscalls' has no 'names'");
        }
        return all;
    }

    private boolean machine(JsonNode filter, boolean whenEmpty) {
        List<String> arches = texts(filter, "arches");
        return arches.isEmpty() ? whenEmpty : arches.contains(SeccompArchitectures.goName(architecture));
    }

    /** A capability that this engine does not know is one that nobody has. */
    private boolean holdsAll(List<String> names) {
        return names.stream().allMatch(this::holds);
    }

    private boolean holdsAny(List<String> names) {
        return names.stream().anyMatch(this::holds);
    }

    private boolean holds(String name) {
        return capabilities.stream().anyMatch(capability -> name.equals("CAP_" + capability.name()));
    }

    private static int action(JsonNode action, JsonNode errno, String what) {
        return switch (action.asText()) {
            case "SCMP_ACT_ALLOW" -> SeccompFilter.ALLOW;
            case "SCMP_ACT_ERRNO" -> SeccompFilter.ERRNO | errno(errno);
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> KILL_THREAD;
            case "SCMP_ACT_KILL_PROCESS" -> KILL_PROCESS;
            case "SCMP_ACT_TRAP" -> TRAP;
            case "SCMP_ACT_LOG" -> LOG;
            default ->
                throw invalid(what + " is '" + action.asText()
                        + "': this engine knows SCMP_ACT_ALLOW, ERRNO, KILL, KILL_THREAD, KILL_PROCESS, TRAP and LOG");
        };
    }

    private static int errno(JsonNode errno) {
        if (errno.isMissingNode() || errno.isNull()) {
            return EPERM;
        }
        if (!errno.isInt() || errno.asInt() < 0 || errno.asInt() > MAX_ERRNO) {
            throw invalid("error number " + errno + " is not between 0 and " + MAX_ERRNO);
        }
        return errno.asInt();
    }

    private static Comparison condition(JsonNode condition) {
        JsonNode index = condition.path("index");
        if (!index.isInt() || index.asInt() < 0 || index.asInt() >= ARGUMENTS) {
            throw invalid("argument index " + index + " is not between 0 and " + (ARGUMENTS - 1));
        }
        String op = condition.path("op").asText();
        for (Operator operator : Operator.values()) {
            if (op.equals(COMPARE + operator)) {
                return new Comparison(index.asInt(), operator, u64(condition, "value"), u64(condition, "valueTwo"));
            }
        }
        throw invalid("comparison '" + op + "' is none of SCMP_CMP_NE, LT, LE, EQ, GE, GT and MASKED_EQ");
    }

    private static long u64(JsonNode condition, String key) {
        JsonNode value = condition.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        BigInteger number = value.isIntegralNumber() ? value.bigIntegerValue() : BigInteger.ONE.negate();
        if (number.signum() < 0 || number.bitLength() > U64_BITS) {
            throw invalid(key + " " + value + " is no unsigned 64-bit number");
        }
        return number.longValue();
    }

    static JsonNode list(JsonNode parent, String key) {
        JsonNode list = parent.path(key);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw invalid("'" + key + "' is no list");
        }
        return list;
    }

    static List<String> texts(JsonNode parent, String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : list(parent, key)) {
            if (!text.isTextual()) {
                throw invalid("'" + key + "' has " + text + ", which is no text");
            }
            texts.add(text.asText());
        }
        return texts;
    }

    static @Nullable String text(JsonNode parent, String key) {
        JsonNode text = parent.path(key);
        if (text.isMissingNode() || text.isNull()) {
            return null;
        }
        if (!text.isTextual()) {
            throw invalid("'" + key + "' is " + text + ", which is no text");
        }
        return text.asText();
    }

    static EngineException invalid(String why) {
        return EngineException.invalid("invalid seccomp profile: " + why);
    }
}
