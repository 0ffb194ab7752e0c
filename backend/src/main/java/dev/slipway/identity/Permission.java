package dev.slipway.identity;

/** What a door asks of its caller. */
public enum Permission {
    /** Anyone, also without signing in. */
    OPEN(false),
    /** Anyone who is signed in; the door itself shows only what is the caller's own. */
    SIGNED_IN(false),
    /** See a team's projects. */
    PROJECT_READ(true),
    /** Add a project to a team. */
    PROJECT_CREATE(true),
    /** See an app, its builds, releases, deployments and instances. */
    APP_READ(true),
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
    TERMINAL_OPEN(true);

    private final boolean ofTeam;

    Permission(boolean ofTeam) {
        this.ofTeam = ofTeam;
    }

    /** Whether it is given by a role in the team that owns what the path names. */
    public boolean ofTeam() {
        return ofTeam;
    }
}
