package dev.slipway.platform;

/**
 * What wraps the data keys. Shaped like a key management service: it takes and gives wrapped keys and keeps its own key
 * to itself, so that one behind a network can take the place of {@link LocalMasterKey}.
 */
public interface MasterKey {

    /**
     * A wrapped key.
     *
     * @param by name of the master key that wrapped it
     * @param bytes as the master key made them
     */
    record Wrapped(String by, byte[] bytes) {}

    /** Name of the master key that wraps from now on. */
    String current();

    /** Where it is, in words for an operator. */
    String place();

    /** Wraps a key; it unwraps only in the same {@code context}. */
    Wrapped wrap(byte[] key, String context);

    /**
     * The key that was wrapped.
     *
     * @throws SealBroken when the master key is not there, or it was wrapped in another context
     */
    byte[] unwrap(Wrapped wrapped, String context);

    /**
     * Makes a new master key current. The ones before still unwrap.
     *
     * @throws Problem when it is not this process's to make one
     */
    void replace();

    /** Nothing is wrapped by any other than the current one any more. */
    void forgetOthers();
}
