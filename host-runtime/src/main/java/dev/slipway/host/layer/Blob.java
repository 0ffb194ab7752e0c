package dev.slipway.host.layer;

/**
 * A layer's archive as a file.
 *
 * @param digest of the file's bytes, {@code sha256:…}
 * @param bytes of the file
 */
public record Blob(String digest, long bytes, Decompression compression) {}
