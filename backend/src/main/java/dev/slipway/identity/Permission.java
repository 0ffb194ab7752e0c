package dev.slipway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a door asks of its caller. */
public enum Permission {
    /** Anyone, also without signing in. */
    OPEN(false),
    /** Anyone who is signed in; the door itself shows only what is the caller's own. */
    SIGNED_IN(false),
    /** The caller's own account: tokens, sessions, password. Refused to credentials with a scope. */
    OWN_ACCOUNT(false),
    /** Run this installation: accounts, its audit. Gives no right inside teams. */
    PLATFORM_OPERATE(false),
    /** See a team and its members. */
    TEAM_READ(true),
    /** Invite, remove, change roles, keep service accounts and their tokens. */
    MEMBERS_MANAGE(true),
    /** Keep a team's webhooks: their secrets sign what the team is told. */
    WEBHOOKS_MANAGE(true),
    /** Read what was done in a team. */
    AUDIT_READ(true),
    /** See what was shown in terminals that were recorded. */
    RECORDINGS_READ(true),
    /** See a team's projects. */
    PROJECT_READ(true),
    /** Add a project to a team. */
    PROJECT_CREATE(true),
    /** See an app, its builds, releases, deployments and instances. */
    APP_READ(true),
    /** Change a project: its protection and who has a role in it. */
    PROJECT_CHANGE(true),
    /** Add an app to a project. */
    APP_CREATE(true),
    /** Change an app's settings, stop and start it. */
    APP_CHANGE(true),
    /** Delete an app with everything it has. */
    APP_DELETE(true),
    /** Build, cancel, deploy, roll back. */
    APP_DEPLOY(true),
    /** See names and plain values of variables; secrets show no value to anyone. */
    ENVIRONMENT_READ(true),
    /** Write variables. */
    ENVIRONMENT_CHANGE(true),
    /** Read output of builds and instances. */
    LOGS_READ(true),
    /** Open a shell in an instance. */
    TERMINAL_OPEN(true),
    /** Pull images, and see repositories and tags. */
    REGISTRY_READ(true),
    /** Push images. */
    REGISTRY_WRITE(true),
    /** Delete tags, manifests, blobs and repositories, and say whether tags may move. */
    REGISTRY_DELETE(true);

    private final boolean ofTeam;

    Permission(boolean ofTeam) {
        this.ofTeam = ofTeam;
    }

    /** As the API names it: {@code app-deploy}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The permission of a word that gives something in a team; empty for every other word. */
    public static Optional<Permission> ofTeam(String word) {
        return Arrays.stream(values())
                .filter(permission -> permission.ofTeam && permission.word().equals(word))
                .findFirst();
    }

    /** Whether a protected project asks for a second role: what changes or enters running instances. */
    public boolean needsSecondRole() {
        return switch (this) {
            case APP_CHANGE, APP_DELETE, APP_DEPLOY, ENVIRONMENT_CHANGE, TERMINAL_OPEN -> true;
            case OPEN,
                    SIGNED_IN,
                    OWN_ACCOUNT,
                    PLATFORM_OPERATE,
                    TEAM_READ,
                    MEMBERS_MANAGE,
                    WEBHOOKS_MANAGE,
                    AUDIT_READ,
                    RECORDINGS_READ,
                    PROJECT_READ,
                    PROJECT_CREATE,
                    PROJECT_CHANGE,
                    APP_READ,
                    APP_CREATE,
                    ENVIRONMENT_READ,
                    LOGS_READ,
                    REGISTRY_READ,
                    REGISTRY_WRITE,
                    REGISTRY_DELETE -> false;
        };
    }

    /** Whether it is given by a role in the team that owns what the path names. */
    public boolean ofTeam() {
        return ofTeam;
    }
}
