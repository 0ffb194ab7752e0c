package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.IdRange;

/** From an archive's ids to those on disk. */
record Owners(long base, long size, long fixedUid, long fixedGid) {
    private static final long AS_ARCHIVED = -1;

    /** As they are: for layers. */
    static final Owners SAME = new Owners(0, 1L << 32, AS_ARCHIVED, AS_ARCHIVED);

    /** Into a container's range: for its writable files. */
    static Owners of(IdRange ids) {
        return new Owners(ids.base(), ids.size(), AS_ARCHIVED, AS_ARCHIVED);
    }

    /** Into a container's range, all to one owner. */
    static Owners of(IdRange ids, long uid, long gid) {
        return new Owners(ids.base(), ids.size(), uid, gid);
    }

    long uid(long uid) {
        return shift(fixedUid == AS_ARCHIVED ? uid : fixedUid);
    }

    long gid(long gid) {
        return shift(fixedGid == AS_ARCHIVED ? gid : fixedGid);
    }

    private long shift(long id) {
        if (id >= size) {
            throw EngineException.invalid(
                    "cannot give a file to id " + id + ": the container has the ids 0…" + (size - 1));
        }
        return base + id;
    }
}
