package dev.slipway.host.confine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The running kernel's version against the {@code minKernel} of a rule. */
final class KernelRelease {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");
    private static final Pattern WANTED = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

    private KernelRelease() {}

    /** Whether this kernel is {@code wanted}, like 4.8, or newer; {@code whenNone} if nothing is wanted. */
    static boolean atLeast(@Nullable String wanted, boolean whenNone) {
        if (wanted == null || wanted.isEmpty()) {
            return whenNone;
        }
        Matcher least = WANTED.matcher(wanted);
        if (!least.matches()) {
            throw SeccompDocument.invalid("minKernel '" + wanted + "' is no version like 4.8");
        }
        // uname(2)'s release.
        Matcher here = VERSION.matcher(System.getProperty("os.version"));
        if (!here.matches()) {
            return false;
        }
        int major = Integer.compare(Integer.parseInt(here.group(1)), Integer.parseInt(least.group(1)));
        return major > 0 || (major == 0 && Integer.parseInt(here.group(2)) >= Integer.parseInt(least.group(2)));
    }
}
