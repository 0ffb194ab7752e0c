package dev.slipway.environment;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A variable as the API takes and shows it.
 *
 * @param name letters, digits and "_"
 * @param value null on the way out for secrets; null on the way in keeps the secret that is there
 * @param secret whether the value is never shown again
 */
public record VariableEntry(
        @NotNull
        @Size(max = 200)
        @Pattern(
                regexp = "[A-Za-z_][A-Za-z0-9_]*",
                message = "must be letters, digits and \"_\", for example DATABASE_URL")
        String name,

        @Nullable @Size(max = 32_768) @Pattern(regexp = "[^\\x00]*", message = "must not contain NUL")
        String value,

        boolean secret) {

    /** Shows no value, because it may be a secret. */
    @Override
    public String toString() {
        return "VariableEntry[name=" + name + "]";
    }
}
