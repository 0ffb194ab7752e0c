package dev.slipway.host.library;

/** Kinds of documents about an image: they stay with it, and go along when it is pushed. */
public enum Attachment {
    /** What it is made of. */
    SBOM("application/vnd.cyclonedx+json"),
    /** How it was built, as an in-toto statement. */
    PROVENANCE("application/vnd.in-toto+json"),
    /** Which steps made it, for builders elsewhere. */
    CACHE("application/vnd.slipway.build-cache.v1+json");

    private final String mediaType;

    Attachment(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Content type of the document, and the type under which a registry lists it. */
    public String mediaType() {
        return mediaType;
    }
}
