package dev.slipway.host.container;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What is mounted where in a container, decided when it was made; shown by inspect.
 *
 * @param type "bind", "volume", "tmpfs", or "folder": one of the container's own files that only has to be there
 * @param name of the volume, else ""
 * @param source host path, "" for a tmpfs
 * @param destination absolute path inside
 * @param copyUp whether an empty volume is filled from the image
 * @param options further mount options
 */
public record MountPoint(
        String type,
        String name,
        String source,
        String destination,
        boolean readOnly,
        boolean copyUp,
        List<String> options) {
    static final String BIND = "bind";
    static final String VOLUME = "volume";
    static final String TMPFS = "tmpfs";
    static final String FOLDER = "folder";

    @JsonIgnore
    public boolean isVolume() {
        return type.equals(VOLUME);
    }

    /** Whether it is something else than the container's own files, as inspect shows it. */
    @JsonIgnore
    public boolean isMounted() {
        return !type.equals(FOLDER);
    }

    /** A volume that nobody named yet. */
    @JsonIgnore
    boolean isNameless() {
        return isVolume() && name.isEmpty();
    }

    /** This with its volume's name and folder. */
    MountPoint of(String volume, String folder) {
        return new MountPoint(type, volume, folder, destination, readOnly, copyUp, options);
    }
}
