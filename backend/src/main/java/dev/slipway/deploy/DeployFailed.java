package dev.slipway.deploy;

/** A deployment cannot go on; the message is the sentence people read. */
final class DeployFailed extends RuntimeException {

    DeployFailed(String message) {
        super(message);
    }
}
