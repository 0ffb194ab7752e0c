package dev.slipway.host.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one rtnetlink message: header, fixed part, attributes, nested where needed. Integers in the machine's byte
 * order, addresses in the network's; everything aligned to four bytes as netlink(7) demands.
 */
final class NetlinkMessage {
    static final int NEWLINK = 16;
    static final int DELLINK = 17;
    static final int GETLINK = 18;
    static final int SETLINK = 19;
    static final int NEWADDR = 20;
    static final int NEWROUTE = 24;
    static final int GETROUTE = 26;

    private static final int REQUEST = 0x1;
    private static final int ACK = 0x4;
    private static final int REPLACE = 0x100;
    private static final int EXCLUSIVE = 0x200;
    private static final int CREATE = 0x400;
    private static final int DUMP = 0x300;
    private static final int NESTED = 0x8000;
    private static final int ALIGN = 4;
    /** Larger than any message built here. */
    private static final int CAPACITY = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    private NetlinkMessage(int type, int flags) {
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(0)
                .putInt(0);
    }

    /** Makes something that must not exist yet. */
    static NetlinkMessage create(int type) {
        return new NetlinkMessage(type, REQUEST | ACK | CREATE | EXCLUSIVE);
    }

    /** Makes something, or puts it in the place of what is there. */
    static NetlinkMessage replace(int type) {
        return new NetlinkMessage(type, REQUEST | ACK | CREATE | REPLACE);
    }

    /** Changes or removes something that exists. */
    static NetlinkMessage change(int type) {
        return new NetlinkMessage(type, REQUEST | ACK);
    }

    /** Asks for all of a kind. */
    static NetlinkMessage dump(int type) {
        return new NetlinkMessage(type, REQUEST | DUMP);
    }

    NetlinkMessage u8(int... values) {
        for (int value : values) {
            buffer.put((byte) value);
        }
        return this;
    }

    NetlinkMessage u16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    NetlinkMessage u32(int value) {
        buffer.putInt(value);
        return this;
    }

    /** struct ifinfomsg: which link, and flags to set. */
    NetlinkMessage link(int index, int flags) {
        return u8(0, 0).u16(0).u32(index).u32(flags).u32(flags);
    }

    NetlinkMessage attribute(int type, byte[] value) {
        buffer.putShort((short) (ALIGN + value.length)).putShort((short) type).put(value);
        return pad();
    }

    NetlinkMessage attribute(int type, int value) {
        buffer.putShort((short) (2 * ALIGN)).putShort((short) type).putInt(value);
        return this;
    }

    /** A string with its final NUL. */
    NetlinkMessage attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    /** An attribute that holds attributes, or a fixed part followed by attributes. */
    NetlinkMessage nested(int type, Runnable content) {
        int start = buffer.position();
        buffer.putShort((short) 0).putShort((short) (type | NESTED));
        content.run();
        buffer.putShort(start, (short) (buffer.position() - start));
        return this;
    }

    private NetlinkMessage pad() {
        while (buffer.position() % ALIGN != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    byte[] bytes() {
        buffer.putInt(0, buffer.position());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
