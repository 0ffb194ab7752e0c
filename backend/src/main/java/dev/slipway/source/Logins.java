package dev.slipway.source;

import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** Answers a host that asks for a password, and only over https and only the host the token is for: redirects lead anywhere. */
final class Logins extends CredentialsProvider {

    private final Credentials credentials;

    Logins(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        return Arrays.stream(items)
                .allMatch(item -> item instanceof CredentialItem.Username || item instanceof CredentialItem.Password);
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        Optional<Credentials.Login> login =
                "https".equals(uri.getScheme()) ? credentials.login(uri.getHost()) : Optional.empty();
        if (login.isEmpty() || !supports(items)) {
            return false;
        }
        for (CredentialItem item : items) {
            switch (item) {
                case CredentialItem.Username user -> user.setValue(login.get().user());
                case CredentialItem.Password password ->
                    password.setValue(login.get().password().toCharArray());
                default -> throw new IllegalStateException("supports() refused everything else");
            }
        }
        return true;
    }
}
