package dev.slipway.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Problem.FieldError;
import dev.slipway.source.GitUrl;
import dev.slipway.source.SourceFailure;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an app as the API takes them; an absent field keeps what is there, or gets the default.
 *
 * @param memory {@code "256m"} or bytes
 */
public record AppRequest(
        @Nullable @Size(max = 2000) @PlainText String repository,
        @Nullable @Size(max = 60) @PlainText String name,
        @Nullable @Size(max = 200) @PlainText String branch,
        @Nullable @Size(max = 500) @PlainText String folder,
        @Nullable @Size(max = 500) @PlainText String dockerfile,
        @Nullable Integer port,

        @Schema(implementation = String.class, examples = "256m") @Nullable
        JsonNode memory,

        @Nullable BigDecimal cpus,
        @Nullable Integer instances) {

    private static final long DEFAULT_MEMORY = 256L << 20;

    /** Below, most languages' runtimes do not even start. */
    private static final long LEAST_MEMORY = 16L << 20;

    private static final long MOST_MEMORY = 64L << 30;
    private static final BigDecimal DEFAULT_CPUS = BigDecimal.ONE;
    private static final BigDecimal LEAST_CPUS = new BigDecimal("0.01");
    private static final BigDecimal MOST_CPUS = new BigDecimal("64");

    /** One host runs them all. */
    private static final int MOST_INSTANCES = 20;

    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./+@#-]*");

    /**
     * The settings of a new app.
     *
     * @throws Problem with every wrong field at once
     */
    public AppSettings fresh() {
        AppSettings defaults = new AppSettings("", "", null, "", null, null, DEFAULT_MEMORY, DEFAULT_CPUS, 1);
        return over(defaults);
    }

    /**
     * The settings of an app after this change.
     *
     * @throws Problem with every wrong field at once
     */
    public AppSettings over(AppSettings old) {
        List<FieldError> errors = new ArrayList<>();
        String address = repository == null ? old.repository() : repository.strip();
        String derived = checkRepository(address, errors);
        AppSettings wanted = new AppSettings(
                chooseName(old, derived),
                address,
                branch == null ? old.branch() : blankToNull(branch),
                folder == null ? old.folder() : cleanPath("folder", folder, errors),
                dockerfile == null ? old.dockerfile() : blankToNull(cleanPath("dockerfile", dockerfile, errors)),
                port == null ? old.port() : port,
                memory == null || memory.isNull() ? old.memory() : chooseMemory(memory, errors),
                cpus == null ? old.cpus() : cpus,
                instances == null ? old.instances() : instances);
        checkRest(wanted, errors);
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return wanted;
    }

    private String chooseName(AppSettings old, String derived) {
        if (name != null && !name.isBlank()) {
            return name.strip();
        }
        return old.name().isEmpty() ? derived : old.name();
    }

    private static String checkRepository(String address, List<FieldError> errors) {
        try {
            String name = GitUrl.parse(address).name();
            return name.length() > 60 ? name.substring(0, 60) : name;
        } catch (SourceFailure wrong) {
            errors.add(new FieldError("repository", String.valueOf(wrong.getMessage())));
            return "";
        }
    }

    private static long chooseMemory(JsonNode written, List<FieldError> errors) {
        return MemorySize.parse(written).orElseGet(() -> {
            errors.add(
                    new FieldError("memory", "\"" + written.asText() + "\" is not a size; write \"256m\" or \"1g\""));
            return DEFAULT_MEMORY;
        });
    }

    private static void checkRest(AppSettings wanted, List<FieldError> errors) {
        Consumer<FieldError> wrong = errors::add;
        if (wanted.branch() != null
                && (!REF.matcher(wanted.branch()).matches() || wanted.branch().contains(".."))) {
            wrong.accept(new FieldError("branch", "is not the name of a branch or tag; write something like \"main\""));
        }
        if (wanted.port() != null && (wanted.port() < 1 || wanted.port() > 65_535)) {
            wrong.accept(new FieldError("port", wanted.port() + " is no port; give 1 to 65535"));
        }
        if (wanted.memory() < LEAST_MEMORY || wanted.memory() > MOST_MEMORY) {
            wrong.accept(new FieldError("memory", "must be between 16m and 64g; write \"256m\" or \"1g\""));
        }
        if (wanted.cpus().compareTo(LEAST_CPUS) < 0 || wanted.cpus().compareTo(MOST_CPUS) > 0) {
            wrong.accept(new FieldError("cpus", "must be between 0.01 and 64, for example 0.5"));
        }
        if (wanted.instances() < 1 || wanted.instances() > MOST_INSTANCES) {
            wrong.accept(new FieldError("instances", "must be between 1 and " + MOST_INSTANCES));
        }
    }

    /** Paths are looked up in git's tree, where ".." means nothing; refused early, so that nobody wonders. */
    private static String cleanPath(String field, String written, List<FieldError> errors) {
        String path = written.strip().replaceAll("^(\\./)+|^/+|/+$", "");
        if (path.equals(".")) {
            return "";
        }
        if (List.of(path.split("/", -1)).contains("..") || path.startsWith("-")) {
            errors.add(new FieldError(field, "must be a path within the repository, for example \"services/web\""));
        }
        return path;
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
