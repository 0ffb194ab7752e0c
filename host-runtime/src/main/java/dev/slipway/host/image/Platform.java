package dev.slipway.host.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.host.base.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an image runs on, in Go's words: {@code linux/amd64}, {@code linux/arm64/v8}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Platform(
        String os, String architecture, @Nullable String variant) {
    /** Reads {@code os/architecture[/variant]}. */
    public static Platform parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        boolean valid =
                parts.length >= 2 && parts.length <= 3 && !text.contains("//") && text.matches("[A-Za-z0-9_./-]+");
        if (!valid) {
            throw EngineException.invalid(
                    "\"" + text + "\" is an invalid platform: write os/architecture, like linux/amd64");
        }
        return new Platform(parts[0], architecture(parts[1]), parts.length == 3 ? parts[2] : null);
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }

    /** The best of an index's entries: the exact variant, else the base one, else any of the architecture. */
    public Optional<Descriptor> select(List<Descriptor> entries) {
        List<Descriptor> fitting = entries.stream().filter(this::fits).toList();
        return fitting.stream()
                .filter(entry -> entry.platform() != null && sameVariant(entry.platform()))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private boolean fits(Descriptor entry) {
        Platform other = entry.platform();
        if (other == null || !os.equals(other.os) || !architecture.equals(other.architecture)) {
            return false;
        }
        // An asked-for variant must be met; v8 is what arm64 means without one.
        return variant == null || sameVariant(other);
    }

    private boolean sameVariant(Platform other) {
        return usual().equals(other.usual());
    }

    private String usual() {
        String own = variant == null ? "" : variant;
        return own.isEmpty() && architecture.equals("arm64") ? "v8" : own;
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null || variant.isEmpty() ? "" : "/" + variant);
    }
}
