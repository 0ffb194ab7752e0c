package dev.slipway.identity;

import dev.slipway.platform.Problem;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes this request. */
@RequestScoped
public class CurrentCaller {

    @Nullable
    private Caller caller;

    @Nullable
    private String claimed;

    /**
     * The caller.
     *
     * @throws Problem unauthenticated when nobody is signed in
     */
    public Caller get() {
        return ask().orElseThrow(() -> new Problem(
                Problem.Kind.UNAUTHENTICATED, "sign in, or send a token as \"Authorization: Bearer slw_…\""));
    }

    /** The caller, if somebody is signed in. */
    public Optional<Caller> ask() {
        return Optional.ofNullable(caller);
    }

    /** Somebody who is not signed in says who they are: only for the record. */
    public void claim(String who) {
        claimed = who;
    }

    /** Who somebody says they are. */
    public Optional<String> claimed() {
        return Optional.ofNullable(claimed);
    }

    void set(Caller caller) {
        this.caller = caller;
    }
}
