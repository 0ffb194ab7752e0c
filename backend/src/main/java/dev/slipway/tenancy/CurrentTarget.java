package dev.slipway.tenancy;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose thing this request is about, once the policy has found it. */
@RequestScoped
public class CurrentTarget {

    @Nullable
    private Owned owned;

    /** Its owner; empty for doors outside of teams, and for what was not found. */
    public Optional<Owned> ask() {
        return Optional.ofNullable(owned);
    }

    void set(Owned found) {
        owned = found;
    }
}
