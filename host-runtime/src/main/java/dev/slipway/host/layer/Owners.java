package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.IdRange;

/** From an archive's ids to those on disk. */
record Owners(long base, long size) {
    /** As they are: for layers. */
    static final Owners SAME = new Owners(0, 1L << 32);

    /** Into a container's range: for its writable files. */
    static Owners of(IdRange ids) {
        return new Owners(ids.base(), ids.size());
    }

    long uid(long uid) {
        return shift(uid);
    }

    long gid(long gid) {
        return shift(gid);
    }

    private long shift(long id) {
        if (id >= size) {
            throw EngineException.invalid(
                    "cannot give a file to id " + id + ": the container has the ids 0…" + (size - 1));
        }
        return base + id;
    }
}
