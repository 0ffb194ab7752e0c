package dev.slipway.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** A company's identity provider; how Quarkus reaches it is in application.properties. */
@ConfigMapping(prefix = "slipway.oidc")
public interface OidcConfig {

    /** Whether there is one. */
    @WithDefault("false")
    boolean enabled();

    /** What the sign-in button calls it. */
    @WithDefault("Keycloak")
    String name();

    /** The claim with a person's groups, a list of texts. */
    @WithDefault("groups")
    String groupsClaim();

    /**
     * What groups give, comma-separated: {@code /shop/developers=shop:deployer} makes its people deployers of team
     * "shop", {@code /operators=operator} operators of the platform.
     */
    Optional<String> groups();
}
