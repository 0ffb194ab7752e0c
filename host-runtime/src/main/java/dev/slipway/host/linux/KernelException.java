package dev.slipway.host.linux;

/** A kernel call that failed: which operation, on what target, with which errno. */
public final class KernelException extends RuntimeException {
    private final String operation;
    private final String target;
    private final Errno errno;

    public KernelException(String operation, String target, Errno errno) {
        super(operation + (target.isEmpty() ? "" : " '" + target + "'") + ": " + errno + " (" + errno.text() + ")");
        this.operation = operation;
        this.target = target;
        this.errno = errno;
    }

    public String operation() {
        return operation;
    }

    public String target() {
        return target;
    }

    public Errno errno() {
        return errno;
    }
}
