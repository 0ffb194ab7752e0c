package dev.slipway.host.launch;

import dev.slipway.host.linux.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run of operations and the data they point to. Addresses are final as soon as they are handed out. */
public final class Section {
    private final String name;
    private final long operationsAt;
    private final int operationLimit;
    private final long dataAt;
    private final int dataLimit;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Label> pending = new ArrayList<>();
    private final Map<String, Long> strings = new HashMap<>();
    private final Slot sink;
    private byte[] data = new byte[1 << 10];
    private int dataLength;
    private @Nullable Label failure;

    Section(String name, long operationsAt, long dataAt, long end) {
        this.name = name;
        this.operationsAt = operationsAt;
        this.operationLimit = (int) ((dataAt - operationsAt) / Operation.STRIDE);
        this.dataAt = dataAt;
        this.dataLimit = (int) (end - dataAt);
        this.sink = slot();
    }

    /**
     * Adds a system call.
     *
     * @param label what it is for, in words that make sense in "‹label›: ‹errno›"
     * @param args numbers, addresses and {@link Slot#value() references to slots}
     */
    public Operation call(String label, SyscallNumber number, long... args) {
        return add(label, number.value(), args);
    }

    /**
     * Adds a computation, {@code (((value << left) >> right) & mask) - minus} with an arithmetic right shift: picks a field
     * out of a slot, extends its sign, compares it.
     */
    public Operation compute(String label, long value, int left, int right, long mask, long minus) {
        return add(label, Operation.COMPUTE, value, left, right, mask, minus);
    }

    Operation add(String label, long number, long... args) {
        if (operations.size() == operationLimit) {
            throw new IllegalStateException(
                    "program section '" + name + "' holds at most " + operationLimit + " operations");
        }
        long address = operationsAt + (long) operations.size() * Operation.STRIDE;
        Operation operation = new Operation(label, address, number, args, sink.address());
        operations.add(operation);
        pending.forEach(waiting -> waiting.bind(operation));
        pending.clear();
        return operation;
    }

    /** Makes {@code label} stand for the operation added next. */
    public void place(Label label) {
        pending.add(label);
    }

    /** A label for the operation added next. */
    public Label here(String labelName) {
        Label label = new Label(labelName);
        place(label);
        return label;
    }

    /** Where errors lead in the operations of this section that do not say otherwise. */
    public void failure(Label label) {
        failure = label;
    }

    /** Eight zeroed bytes. */
    public Slot slot() {
        return new Slot(space(Long.BYTES));
    }

    /** The address of {@code length} zeroed bytes, aligned to 8. */
    public long space(int length) {
        int padded = (length + Long.BYTES - 1) & -Long.BYTES;
        if (padded < length || padded > dataLimit - dataLength) {
            throw new IllegalStateException(
                    "program section '" + name + "' holds at most " + dataLimit + " bytes of data");
        }
        int at = dataLength;
        dataLength += padded;
        if (dataLength > data.length) {
            data = Arrays.copyOf(data, Math.max(dataLength, data.length * 2));
        }
        return dataAt + at;
    }

    /** The address of a copy of {@code bytes}, aligned to 8. */
    public long bytes(byte[] bytes) {
        long address = space(bytes.length);
        System.arraycopy(bytes, 0, data, (int) (address - dataAt), bytes.length);
        return address;
    }

    /** The address of eight-byte words. */
    public long words(long... words) {
        long address = space(words.length * Long.BYTES);
        ByteBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position((int) (address - dataAt));
        for (long word : words) {
            out.putLong(word);
        }
        return address;
    }

    /** The address of {@code text} in UTF-8 with a final NUL; equal texts share one. */
    public long string(String text) {
        return strings.computeIfAbsent(text, t -> bytes((t + '\0').getBytes(StandardCharsets.UTF_8)));
    }

    /** The address of an array of string addresses with a final null, as execve(2) takes it. */
    public long strings(List<String> texts) {
        long[] words = new long[texts.size() + 1];
        for (int i = 0; i < texts.size(); i++) {
            words[i] = string(texts.get(i));
        }
        return words(words);
    }

    /** What the operation at {@code address} is for; null when none of this section is there. */
    @Nullable
    String labelAt(long address) {
        long index = (address - operationsAt) / Operation.STRIDE;
        return address >= operationsAt && index < operations.size()
                ? operations.get((int) index).label()
                : null;
    }

    /** How many operations there are. */
    int size() {
        return operations.size();
    }

    /** Makes the operation at {@code index} fail with ENOSYS. */
    void sabotage(int index) {
        operations.get(index).sabotage();
    }

    /** The operations whose label begins with {@code start}. */
    List<Operation> labelled(String start) {
        return operations.stream().filter(o -> o.label().startsWith(start)).toList();
    }

    /** Replaces eight bytes of the data. */
    void poke(long address, long word) {
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putLong((int) (address - dataAt), word);
    }

    /** One line per operation. */
    String describe() {
        StringBuilder out = new StringBuilder();
        for (Operation operation : operations) {
            out.append(operation.describe()).append('\n');
        }
        return out.toString();
    }

    byte[] operationBytes() {
        if (!pending.isEmpty() || operations.isEmpty()) {
            throw new IllegalStateException("program section '" + name + "' does not end with an operation");
        }
        ByteBuffer out =
                ByteBuffer.allocate(operations.size() * Operation.STRIDE).order(ByteOrder.LITTLE_ENDIAN);
        for (Operation operation : operations) {
            operation.write(out, operation.address() + Operation.STRIDE, failure);
        }
        return out.array();
    }

    byte[] dataBytes() {
        return Arrays.copyOf(data, dataLength);
    }
}
