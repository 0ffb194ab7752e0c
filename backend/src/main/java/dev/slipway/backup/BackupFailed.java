package dev.slipway.backup;

/** Why a backup or a restore cannot go on, in one sentence. */
final class BackupFailed extends RuntimeException {

    BackupFailed(String message) {
        super(message);
    }
}
