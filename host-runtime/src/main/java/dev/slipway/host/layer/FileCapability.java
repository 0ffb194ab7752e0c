package dev.slipway.host.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A file's capabilities (attribute {@code security.capability}; kernel struct vfs_ns_cap_data). In a layer they are those
 * of the image's root; on a container's own files the kernel wants the host id that is root there.
 *
 * @param sets flags and capability sets, as stored
 */
record FileCapability(int[] sets) {
    static final String XATTR = "security.capability";
    private static final int REVISION_MASK = 0xFF000000;
    private static final int REVISION_2 = 0x02000000;
    private static final int REVISION_3 = 0x03000000;
    private static final int SETS = 5;
    private static final int BYTES_2 = 20;
    private static final int BYTES_3 = 24;

    /** Reads revision 2 or 3; anything else is no capability this kernel would honour. */
    static Optional<FileCapability> read(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (value.length != BYTES_2 && value.length != BYTES_3) {
            return Optional.empty();
        }
        int[] sets = new int[SETS];
        for (int i = 0; i < SETS; i++) {
            sets[i] = in.getInt();
        }
        int revision = sets[0] & REVISION_MASK;
        boolean known = (revision == REVISION_2 && value.length == BYTES_2)
                || (revision == REVISION_3 && value.length == BYTES_3);
        return known ? Optional.of(new FileCapability(sets)) : Optional.empty();
    }

    /** {@code value} as the image's root would have it. */
    static byte[] portable(byte[] value) {
        return read(value).map(capability -> capability.bytes(0)).orElse(value);
    }

    /** As stored, for files whose root is host id {@code root}; 0 gives the portable revision 2. */
    byte[] bytes(long root) {
        ByteBuffer out = ByteBuffer.allocate(root == 0 ? BYTES_2 : BYTES_3).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt((root == 0 ? REVISION_2 : REVISION_3) | (sets[0] & ~REVISION_MASK));
        for (int i = 1; i < SETS; i++) {
            out.putInt(sets[i]);
        }
        if (root != 0) {
            out.putInt((int) root);
        }
        return out.array();
    }
}
