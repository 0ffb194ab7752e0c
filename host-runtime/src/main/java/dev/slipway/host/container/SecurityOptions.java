package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What SecurityOpt asks for, understood completely or refused.
 *
 * @param profile a seccomp profile in Docker's format; null = the built-in one
 */
record SecurityOptions(
        boolean noNewPrivileges,
        boolean unconfined,
        @Nullable String profile) {
    private static final Pattern OPTION = Pattern.compile("([^=:]+)(?:[=:](.*))?", Pattern.DOTALL);

    /** They turn off what this engine does not have. */
    private static final Set<String> USUAL =
            Set.of("label=disable", "label:disable", "apparmor=unconfined", "apparmor:unconfined");

    static SecurityOptions of(HostConfig host) {
        SecurityOptions options = new SecurityOptions(false, false, null);
        if (host.securityOpt() != null) {
            for (String option : host.securityOpt()) {
                options = options.with(option);
            }
        }
        return options;
    }

    private SecurityOptions with(String option) {
        if (USUAL.contains(option)) {
            return this;
        }
        Matcher parts = OPTION.matcher(option);
        String name = parts.matches() ? parts.group(1) : option;
        String value = parts.matches() ? parts.group(2) : null;
        if (name.equals("seccomp") && value != null && !value.isEmpty()) {
            return switch (value) {
                case "unconfined" -> new SecurityOptions(noNewPrivileges, true, null);
                case "builtin" -> new SecurityOptions(noNewPrivileges, false, null);
                default -> new SecurityOptions(noNewPrivileges, false, value);
            };
        }
        if (name.equals("no-new-privileges") && (value == null || value.equals("true"))) {
            return new SecurityOptions(true, unconfined, profile);
        }
        if (name.equals("no-new-privileges") && "false".equals(value)) {
            return new SecurityOptions(false, unconfined, profile);
        }
        throw EngineException.invalid("security option '" + option
                + "' is not supported by this engine: use no-new-privileges or seccomp=, or leave it out");
    }
}
