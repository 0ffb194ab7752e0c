package dev.slipway.engine;

import java.util.Locale;

/** A document about an image. */
public enum Paper {
    /** What it is made of. */
    SBOM("application/vnd.cyclonedx+json"),
    /** How it was built. */
    PROVENANCE("application/vnd.in-toto+json");

    private final String mediaType;

    Paper(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Its content type. */
    public String mediaType() {
        return mediaType;
    }

    /** As addresses have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
