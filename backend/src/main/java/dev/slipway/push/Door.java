package dev.slipway.push;

import dev.slipway.identity.Permission;
import java.util.Arrays;
import java.util.Optional;

/** The two services of git's smart HTTP (gitprotocol-http(5)), each with what it asks of its caller. */
enum Door {
    RECEIVE("git-receive-pack", Permission.APP_DEPLOY),
    UPLOAD("git-upload-pack", Permission.APP_READ);

    private final String service;
    private final Permission permission;

    Door(String service, Permission permission) {
        this.service = service;
        this.permission = permission;
    }

    String service() {
        return service;
    }

    Permission permission() {
        return permission;
    }

    static Optional<Door> of(String service) {
        return Arrays.stream(values())
                .filter(door -> door.service.equals(service))
                .findFirst();
    }
}
