package dev.slipway.tenancy;

import java.util.Optional;
import java.util.UUID;

/** Tells which team owns what a path parameter names. Each feature with ids in paths has one. */
public interface TeamOf {

    /** The path parameter, for example {@code appId}. */
    String parameter();

    /** The owner; empty when there is no such thing. */
    Optional<Owned> ownerOf(UUID id);
}
