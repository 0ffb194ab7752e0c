package dev.slipway.identity;

import java.util.Set;

/** What somebody's groups at the provider give them here; implemented where teams are known. */
public interface ProviderRoles {

    /** Makes memberships follow the groups. The caller brings the transaction. */
    void follow(Account account, Set<String> groups);
}
