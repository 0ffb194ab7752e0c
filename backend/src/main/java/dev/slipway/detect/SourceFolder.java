package dev.slipway.detect;

import java.util.Optional;
import java.util.SortedSet;

/** The folder of a fetched tree that an app is made of. */
public interface SourceFolder {

    /** Names directly in a folder, relative to this one; "" for this one; none for a folder that is not there. */
    SortedSet<String> names(String folder);

    /** The text of a small file; empty when there is none. */
    Optional<String> text(String path);
}
