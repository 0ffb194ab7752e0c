package dev.slipway.registry;

import dev.slipway.tenancy.Owned;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the gate found out about a request.
 *
 * @param actor who asks; null when nobody needs to be signed in
 * @param repository what it is about; null at doors that are about none
 * @param mayPull whether the same caller may also read another repository of the same team
 */
record Access(@Nullable Actor actor, @Nullable Target repository, Predicate<RepositoryName> mayPull) {

    /**
     * A repository, which may not exist yet.
     *
     * @param name as asked for
     * @param owned whose it is, or would be
     */
    record Target(RepositoryName name, Owned owned) {}

    RepositoryName name() {
        return target().name;
    }

    UUID team() {
        return target().owned.teamId();
    }

    Target target() {
        if (repository == null) {
            throw new IllegalStateException("this door is about no repository");
        }
        return repository;
    }
}
