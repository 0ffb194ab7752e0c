package dev.slipway.credential;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Secret;
import dev.slipway.source.SshKeys;
import dev.slipway.tenancy.Project;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Deploy keys of apps; tokens and pinned host keys of projects. Nothing secret ever leaves. */
@Path("/api/v1")
@RunOnVirtualThread
public class CredentialResource {

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** Hosts that only look at the token take any name; this is what GitHub's and GitLab's documents use. */
    private static final String ANY_USER = "oauth2";

    /** A project talks to a handful of hosts. */
    private static final int MOST_TOKENS = 20;

    private final Keyring keyring;

    CredentialResource(Keyring keyring) {
        this.keyring = keyring;
    }

    record DeployKeyView(String publicKey, String fingerprint, Instant createdAt) {

        static DeployKeyView of(DeployKey key) {
            return new DeployKeyView(key.publicKey, fingerprintOf(key.publicKey), key.createdAt);
        }
    }

    record HostKeyView(String host, String publicKey, String fingerprint, Instant createdAt) {

        static HostKeyView of(HostKey key) {
            return new HostKeyView(key.host, key.publicKey, fingerprintOf(key.publicKey), key.createdAt);
        }
    }

    /** Name and token for a host; the name may be left out where only the token counts. */
    record RepositoryTokenRequest(
            @Nullable @Size(min = 1, max = 100) @PlainText String username,
            @NotBlank @Size(max = 2000) @PlainText String token) {

        /** Shows no token. */
        @Override
        public String toString() {
            return "RepositoryTokenRequest[" + username + "]";
        }
    }

    record RepositoryTokenView(String host, String username, Instant createdAt) {

        static RepositoryTokenView of(RepositoryToken token) {
            return new RepositoryTokenView(token.host, token.username, token.createdAt);
        }
    }

    /** The public half of the app's key; an app whose repository is reached by ssh has one after its first build. */
    @GET
    @Path("/apps/{appId}/deploy-key")
    @Needs(Permission.APP_READ)
    @Transactional
    public DeployKeyView deployKey(UUID appId) {
        return DeployKeyView.of(DeployKey.<DeployKey>findByIdOptional(appId)
                .orElseThrow(
                        () -> new Problem(Problem.Kind.CONFLICT, "the app has no deploy key yet; PUT here makes one")));
    }

    /** Makes a key, in place of the one there was. */
    @PUT
    @Path("/apps/{appId}/deploy-key")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    public DeployKeyView renewDeployKey(UUID appId) {
        return DeployKeyView.of(
                keyring.renew(App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound)));
    }

    @GET
    @Path("/projects/{projectId}/host-keys")
    @Needs(Permission.PROJECT_READ)
    @Transactional
    public Items<HostKeyView> hostKeys(UUID projectId) {
        return Items.of(HostKey.of(projectId).stream().map(HostKeyView::of).toList());
    }

    /** Forgets a host's key, so that the next one it shows is believed. */
    @DELETE
    @Path("/projects/{projectId}/host-keys/{host}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public void forgetHostKey(UUID projectId, String host) {
        HostKey.of(projectId, host).orElseThrow(Problem::notFound).delete();
    }

    @GET
    @Path("/projects/{projectId}/repository-tokens")
    @Needs(Permission.PROJECT_READ)
    @Transactional
    public Items<RepositoryTokenView> tokens(UUID projectId) {
        return Items.of(RepositoryToken.of(projectId).stream()
                .map(RepositoryTokenView::of)
                .toList());
    }

    /** Keeps what is presented to a host when one of its repositories asks for a password. */
    @PUT
    @Path("/projects/{projectId}/repository-tokens/{host}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public RepositoryTokenView keepToken(UUID projectId, String host, @Valid @NotNull RepositoryTokenRequest request) {
        String name = host.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(name).matches()) {
            throw Problem.invalid("host", "must be the name of a host, for example \"git.example.org\"");
        }
        if (RepositoryToken.of(projectId).size() >= MOST_TOKENS
                && RepositoryToken.of(projectId, name).isEmpty()) {
            throw new Problem(Problem.Kind.CONFLICT, "the project has " + MOST_TOKENS + " tokens; remove one first");
        }
        Project project = Project.findById(projectId);
        return RepositoryTokenView.of(keyring.keep(
                projectId,
                project.team.id,
                name,
                Objects.requireNonNullElse(request.username, ANY_USER),
                new Secret(request.token)));
    }

    @DELETE
    @Path("/projects/{projectId}/repository-tokens/{host}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public void removeToken(UUID projectId, String host) {
        RepositoryToken.of(projectId, host.toLowerCase(Locale.ROOT))
                .orElseThrow(Problem::notFound)
                .delete();
    }

    private static String fingerprintOf(String publicKey) {
        return SshKeys.ofPublicText(publicKey).map(SshKeys::fingerprint).orElse("");
    }
}
