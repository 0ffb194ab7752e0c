package dev.slipway.host.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Named volumes. Names are a tenant's own. On disk the owners are the container's own ids (uid 0 is uid 0), as in layers:
 * they are mounted idmapped.
 */
public interface Volumes {
    /** The volume of that name, made when missing. Name "" makes an anonymous one with 64 hexadecimal digits as name. */
    Volume ensure(String tenant, String name, Map<String, String> labels);

    /** A new anonymous volume under a name the caller chose, so that it could be written down before there is anything to lose. */
    Volume anonymous(String tenant, String name);

    Optional<Volume> find(String tenant, String name);

    /** 404 {@code get x: no such volume}. */
    Volume require(String tenant, String name);

    List<Volume> list(String tenant);

    /**
     * Fills an empty volume with what the image has at {@code target}, owners and modes included; nothing happens when the
     * volume has content.
     *
     * @param lower layers of the image, topmost first, as in {@code Rootfs}
     * @param target absolute path in the image
     */
    void copyUp(Volume volume, List<Path> lower, String target);

    /** Marks a volume as used by a container (it cannot be removed), until {@link #unuse}. Not durable: said again at engine start. */
    void use(String tenant, String name, String containerId);

    void unuse(String tenant, String name, String containerId);

    /** Ids of the containers that use a volume. */
    Set<String> users(String tenant, String name);

    /** 409 {@code remove x: volume is in use - [ids]} while used; {@code force} only forgives a missing one. */
    void remove(String tenant, String name, boolean force);

    /**
     * @param anonymous whether it was made without a name and goes with {@code docker rm -v}
     * @param data folder that is mounted
     */
    record Volume(
            String tenant, String name, boolean anonymous, Path data, String createdAt, Map<String, String> labels) {}
}
