package dev.slipway.host.linux;

/** The processor architectures the engine runs on. */
public enum Architecture {
    X86_64("amd64", "x86_64"),
    AARCH64("arm64", "aarch64");

    private static final Architecture CURRENT = detect();
    private final String oci;
    private final String kernel;

    Architecture(String oci, String kernel) {
        this.oci = oci;
        this.kernel = kernel;
    }

    /** This machine's. */
    public static Architecture current() {
        return CURRENT;
    }

    /** The name used by OCI and Docker ({@code GOARCH}). */
    public String oci() {
        return oci;
    }

    /** The name {@code uname -m} prints. */
    public String kernel() {
        return kernel;
    }

    private static Architecture detect() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                throw new IllegalStateException(
                        "unsupported processor architecture '" + name + "': the engine runs on x86-64 and aarch64");
        };
    }
}
