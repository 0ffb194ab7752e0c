package dev.slipway.source;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.SystemReader;

/**
 * Git without the machine's own configuration: JGit would start the git program to find it, and a setting there
 * ({@code url.insteadOf}, a proxy) would redirect what the address policy has just allowed.
 */
final class NoOutsideConfig extends SystemReader.Delegate {

    /** What files of a repository are kept from others: being written. */
    private static final int UMASK = 022;

    private NoOutsideConfig(SystemReader real) {
        super(real);
    }

    static void install() {
        // JGit would ask a shell for it, "sh -c umask", when it first makes a file executable.
        if (FS.DETECTED instanceof FS_POSIX posix) {
            posix.setUmask(UMASK);
        }
        SystemReader.setInstance(new NoOutsideConfig(SystemReader.getInstance()));
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {

        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
