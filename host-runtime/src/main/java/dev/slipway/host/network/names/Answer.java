package dev.slipway.host.network.names;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** DNS responses: made here, and read as far as keeping them needs. */
final class Answer {
    static final int SERVER_FAILURE = 2;
    static final int NAME_ERROR = 3;
    private static final int RCODE = 0x0f;
    private static final int TRUNCATED = 0x02;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int RESPONSE_AUTHORITATIVE = 0x84;
    private static final int RECURSION_AVAILABLE = 0x80;
    private static final int POINTER = 0xc0;
    private static final int POINTER_TO_QUESTION = 0xc00c;
    private static final int RECORD_HEAD_BYTES = 12;
    private static final int ADDRESS6_BYTES = 16;
    private static final byte[] NOTHING = {};
    private static final int TYPE_OPT = 41;
    /** Containers come and go. */
    private static final int TTL_SECONDS = 5;
    /** What surely fits in a datagram without EDNS. */
    private static final int MAX_ADDRESSES = 14;

    private static final int MAX_ADDRESSES6 = 8;

    private Answer() {}

    /** Addresses of a known name; none says that the name exists without a record of the asked type. */
    static byte[] addresses(Question question, List<NameTable.Host> hosts) {
        List<byte[]> records = hosts.stream()
                .map(host -> address(question.type(), host))
                .filter(address -> address.length > 0)
                .limit(question.type() == Question.TYPE_AAAA ? MAX_ADDRESSES6 : MAX_ADDRESSES)
                .toList();
        return records(question, records);
    }

    private static byte[] address(int type, NameTable.Host host) {
        return switch (type) {
            case Question.TYPE_A ->
                ByteBuffer.allocate(Integer.BYTES).putInt(host.address()).array();
            case Question.TYPE_AAAA -> host.six() == null ? NOTHING : sixteen(host.six());
            default -> NOTHING;
        };
    }

    private static byte[] sixteen(BigInteger address) {
        byte[] some = address.toByteArray();
        byte[] all = new byte[ADDRESS6_BYTES];
        int length = Math.min(ADDRESS6_BYTES, some.length);
        System.arraycopy(some, some.length - length, all, ADDRESS6_BYTES - length, length);
        return all;
    }

    /** The name of a known address. */
    static byte[] name(Question question, String name) {
        if (question.type() != Question.TYPE_PTR) {
            return records(question, List.of());
        }
        ByteBuffer encoded = ByteBuffer.allocate(name.length() + 2);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length == 0 || bytes.length > Question.MAX_LABEL) {
                return failure(question, NAME_ERROR);
            }
            encoded.put((byte) bytes.length).put(bytes);
        }
        encoded.put((byte) 0);
        return records(question, List.of(Arrays.copyOf(encoded.array(), encoded.position())));
    }

    private static byte[] records(Question question, List<byte[]> records) {
        int room = records.stream()
                .mapToInt(record -> RECORD_HEAD_BYTES + record.length)
                .sum();
        ByteBuffer answer = head(question, records.size(), 0, room);
        for (byte[] record : records) {
            answer.putShort((short) POINTER_TO_QUESTION)
                    .putShort((short) question.type())
                    .putShort((short) 1)
                    .putInt(TTL_SECONDS)
                    .putShort((short) record.length)
                    .put(record);
        }
        return answer.array();
    }

    static byte[] failure(Question question, int code) {
        return head(question, 0, code, 0).array();
    }

    private static ByteBuffer head(Question question, int answers, int code, int room) {
        ByteBuffer answer = ByteBuffer.allocate(question.end() + room);
        answer.put(question.bytes(), 0, question.end());
        answer.put(2, (byte) (RESPONSE_AUTHORITATIVE | (question.bytes()[2] & RECURSION_DESIRED)));
        answer.put(3, (byte) (RECURSION_AVAILABLE | code));
        return answer.putShort(6, (short) answers).putShort(8, (short) 0).putShort(10, (short) 0);
    }

    /** Whether the resolver knew: the name's records, or that there are none. */
    static boolean isDefinite(byte[] answer) {
        int code = answer[3] & RCODE;
        return code == 0 || code == NAME_ERROR;
    }

    static boolean isTruncated(byte[] answer) {
        return (answer[2] & TRUNCATED) != 0;
    }

    /** Offsets of the time-to-live fields of all records; empty when there are none or the message is malformed. */
    static List<Integer> timesToLive(byte[] answer, int questionEnd) {
        ByteBuffer message = ByteBuffer.wrap(answer);
        int records = count(message, 6) + count(message, 8) + count(message, 10);
        List<Integer> offsets = new ArrayList<>();
        int at = questionEnd;
        for (int i = 0; i < records; i++) {
            at = afterName(answer, at);
            if (at < 0 || at + 10 > answer.length) {
                return List.of();
            }
            if (count(message, at) != TYPE_OPT) {
                offsets.add(at + 4);
            }
            at += 10 + count(message, at + 8);
        }
        return at == answer.length ? offsets : List.of();
    }

    private static int afterName(byte[] answer, int start) {
        int at = start;
        while (at < answer.length) {
            int length = answer[at] & 0xff;
            if (length == 0) {
                return at + 1;
            }
            if (length >= POINTER) {
                return at + 2;
            }
            at += 1 + length;
        }
        return -1;
    }

    private static int count(ByteBuffer message, int offset) {
        return message.getShort(offset) & 0xffff;
    }
}
