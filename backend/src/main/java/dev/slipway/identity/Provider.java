package dev.slipway.identity;

import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** The company's identity provider: from its tokens to accounts, sessions and the end of sessions. */
@ApplicationScoped
public class Provider {

    private static final Logger LOG = Logger.getLogger(Provider.class);

    /** Its keys may have to be fetched first. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final OidcConfig config;
    private final IdentityConfig identity;
    private final TenantIdentityProvider verifier;
    private final ProviderRoles roles;
    private final Clock clock;

    Provider(
            OidcConfig config,
            IdentityConfig identity,
            TenantIdentityProvider verifier,
            ProviderRoles roles,
            Clock clock) {
        this.config = config;
        this.identity = identity;
        this.verifier = verifier;
        this.roles = roles;
        this.clock = clock;
    }

    /** Its name for the sign-in button; empty when there is none. */
    public Optional<String> name() {
        return config.enabled() ? Optional.of(config.name()) : Optional.empty();
    }

    /** The caller behind a bearer token of the provider; empty when it is not valid. */
    Optional<Caller> caller(String token) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        return verified(token)
                .filter(ProviderClaims::isForTheApi)
                .map(found -> Caller.ofProvider(
                        account(ProviderClaims.of(found, config.groupsClaim())),
                        Instant.ofEpochSecond(found.getExpirationTime())));
    }

    /** Opens a session of ours for somebody the provider has just signed in. */
    public Session.Opened open(JsonWebToken idToken, Session.Origin origin) {
        ProviderClaims claims = ProviderClaims.of(idToken, config.groupsClaim());
        Account account = account(claims);
        return QuarkusTransaction.requiringNew().call(() -> {
            Session.Opened opened =
                    Session.open(Account.findById(account.id), origin, identity.sessionLength(), clock.instant());
            opened.session().providerSession = claims.session();
            opened.session().providerSubject = claims.subject();
            return opened;
        });
    }

    /**
     * Ends the sessions a logout token names (OpenID Connect Back-Channel Logout 1.0, section 2.6).
     *
     * @throws Problem when the token is none
     */
    public void logout(String logoutToken) {
        JsonWebToken token = verified(logoutToken)
                .filter(found -> Objects.toString(found.getClaim("events"), "").contains(LOGOUT_EVENT))
                .filter(found -> found.getClaim("nonce") == null)
                .orElseThrow(() -> Problem.invalid("logout_token", "is no valid logout token of the provider"));
        Optional<String> session = ProviderClaims.text(token, "sid");
        long ended = QuarkusTransaction.requiringNew()
                .call(() -> session.isPresent()
                        ? Session.delete("providerSession", session.get())
                        : Session.delete("providerSubject", token.getSubject()));
        LOG.infof("the identity provider ended %d session(s)", ended);
    }

    private Optional<JsonWebToken> verified(String token) {
        try {
            return verifier.authenticate(new AccessTokenCredential(token))
                                    .await()
                                    .atMost(LIMIT)
                                    .getPrincipal()
                            instanceof JsonWebToken found
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (AuthenticationFailedException invalid) {
            return Optional.empty();
        } catch (TimeoutException away) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "the identity provider does not answer; try again, or use a local account");
        }
    }

    /** Crosses teams on purpose: memberships of every team follow the groups. */
    private Account account(ProviderClaims claims) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> {
            Account account =
                    ProviderAccount.find(claims.issuer(), claims.subject()).orElseGet(() -> link(claims));
            roles.follow(account, claims.groups());
            return account;
        }));
    }

    /** By the address, but only one which the provider itself has verified: else anybody could name somebody else's. */
    private Account link(ProviderClaims claims) {
        String email = claims.email();
        if (email == null) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "your account at " + config.name() + " has no verified e-mail address; have it verified there");
        }
        Account account = Account.byEmail(email)
                .orElseGet(() -> Account.create(claims.name(), email, null, false, clock.instant()));
        ProviderAccount.link(account, claims.issuer(), claims.subject());
        return account;
    }
}
