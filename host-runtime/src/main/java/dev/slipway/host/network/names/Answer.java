package dev.slipway.host.network.names;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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
    private static final int A_RECORD_BYTES = 16;
    private static final int TYPE_OPT = 41;
    /** Containers come and go. */
    private static final int TTL_SECONDS = 5;
    /** What surely fits in a datagram without EDNS. */
    private static final int MAX_ADDRESSES = 24;

    private Answer() {}

    /** Addresses of a known name; none says that the name exists without a record of the asked type. */
    static byte[] addresses(Question question, List<Integer> addresses) {
        int count = Math.min(addresses.size(), MAX_ADDRESSES);
        ByteBuffer answer = head(question, count, 0, A_RECORD_BYTES * count);
        addresses.stream()
                .limit(count)
                .forEach(address -> answer.putShort((short) POINTER_TO_QUESTION)
                        .putShort((short) Question.TYPE_A)
                        .putShort((short) 1)
                        .putInt(TTL_SECONDS)
                        .putShort((short) Integer.BYTES)
                        .putInt(address));
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
