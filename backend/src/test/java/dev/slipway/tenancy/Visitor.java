package dev.slipway.tenancy;

import dev.slipway.identity.Permission;

/** Who might come to a door, and what must become of them there. */
enum Visitor {
    ANONYMOUS,
    EXPIRED_TOKEN,
    OTHER_TEAM,
    TOKEN_OF_ANOTHER_TEAM,
    TOKEN_WITHOUT_THE_PERMISSION,
    VIEWER,
    DEPLOYER,
    ADMIN,
    OPERATOR;

    /** How a door may answer. */
    enum Verdict {
        /** Any answer but a failure. */
        ANYTHING(0),
        /** Passes the policy; what the door itself then says of an empty request is its own business. */
        PASS(0),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404);

        private final int status;

        Verdict(int status) {
            this.status = status;
        }

        /** Whether a status is this; {@code unknown} tells that the path names something that may not be there. */
        boolean allows(int answered, boolean unknown) {
            return switch (this) {
                case ANYTHING -> answered < 500;
                case PASS -> answered < 500 && answered != 401 && answered != 403 && (unknown || answered != 404);
                case FORBIDDEN -> answered == status || (unknown && answered == 404);
                case UNAUTHENTICATED, NOT_FOUND -> answered == status;
            };
        }
    }

    Verdict expected(Permission permission) {
        return switch (permission) {
            // Who comes is nobody's business; what the door says of an empty request is its own.
            case OPEN -> Verdict.ANYTHING;
            case SIGNED_IN -> unknown() ? Verdict.UNAUTHENTICATED : Verdict.PASS;
            case OWN_ACCOUNT -> unknown() ? Verdict.UNAUTHENTICATED : scoped() ? Verdict.FORBIDDEN : Verdict.PASS;
            case PLATFORM_OPERATE ->
                unknown() ? Verdict.UNAUTHENTICATED : this == OPERATOR ? Verdict.PASS : Verdict.FORBIDDEN;
            default -> ofTeam(permission);
        };
    }

    /** For whatever a role in a team gives. */
    private Verdict ofTeam(Permission permission) {
        return switch (this) {
            case ANONYMOUS, EXPIRED_TOKEN -> Verdict.UNAUTHENTICATED;
            case OTHER_TEAM, TOKEN_OF_ANOTHER_TEAM, OPERATOR -> Verdict.NOT_FOUND;
            case TOKEN_WITHOUT_THE_PERMISSION -> Verdict.FORBIDDEN;
            case VIEWER -> of(Role.VIEWER, permission);
            case DEPLOYER -> of(Role.DEPLOYER, permission);
            case ADMIN -> of(Role.ADMIN, permission);
        };
    }

    private static Verdict of(Role role, Permission permission) {
        return role.may(permission) ? Verdict.PASS : Verdict.FORBIDDEN;
    }

    private boolean unknown() {
        return this == ANONYMOUS || this == EXPIRED_TOKEN;
    }

    private boolean scoped() {
        return this == TOKEN_OF_ANOTHER_TEAM || this == TOKEN_WITHOUT_THE_PERMISSION;
    }
}
