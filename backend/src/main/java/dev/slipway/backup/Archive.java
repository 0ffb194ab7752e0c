package dev.slipway.backup;

import java.util.List;

/** The form of a backup: a gzipped tar whose first entry is the manifest, then tables, then files. */
final class Archive {

    /** A reader refuses what it does not know. */
    static final int FORMAT = 1;

    static final String MANIFEST = "manifest.json";
    static final String TABLES = "tables/";
    static final String FILES = "files/";

    /** Folders below the data folder that are kept: repositories that were pushed, and the registry's images. */
    static final List<String> FOLDERS = List.of("git", "registry");

    /** Rows that are of no use later: who is signed in must sign in again, and tickets live for seconds. */
    static final List<String> PASSING = List.of("session", "ticket");

    private Archive() {}
}
