package dev.slipway.host.sbom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Modules that a Go program was linked from: the linker writes them into the section {@code .go.buildinfo} (Go's
 * {@code debug/buildinfo}; since 1.18 as text in place). ELF of 64 bits as elf(5) has it.
 */
final class GoPrograms implements Cataloger {
    private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FLAGS = 15;
    private static final int TEXT_IN_PLACE = 2;
    private static final int TEXT = 32;
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int MOST_SECTIONS = 4096;
    private static final int MOST_INFO = 4 << 20;

    /** The text stands between marks of so many bytes. */
    private static final int MARK = 16;

    private static final long SMALLEST = 64 << 10;

    @Override
    public boolean knows(String path, FoundFile file) {
        return file.executable() && file.bytes() > SMALLEST && !file.name().contains(".so");
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        try (FileChannel channel = file.channel()) {
            Optional<ByteBuffer> section = section(channel);
            if (section.isPresent()) {
                modules(path, section.get(), found);
            }
        }
    }

    private static Optional<ByteBuffer> section(FileChannel file) throws IOException {
        ByteBuffer header = at(file, 0, HEADER);
        boolean elf = header.remaining() == HEADER
                && header.getInt(0) == 0x464c457f
                && header.get(4) == 2
                && header.get(5) == 1;
        if (!elf) {
            return Optional.empty();
        }
        int count = header.getShort(60) & 0xFFFF;
        ByteBuffer sections = at(file, header.getLong(40), Math.min(count, MOST_SECTIONS) * SECTION);
        for (int entry = 0; entry + SECTION <= sections.limit(); entry += SECTION) {
            long offset = sections.getLong(entry + 24);
            long size = sections.getLong(entry + 32);
            if (size >= TEXT && sections.getInt(entry + 4) == 1 && starts(at(file, offset, MAGIC.length))) {
                return Optional.of(at(file, offset, (int) Math.min(size, MOST_INFO)));
            }
        }
        return Optional.empty();
    }

    private static boolean starts(ByteBuffer bytes) {
        return bytes.equals(ByteBuffer.wrap(MAGIC));
    }

    private static ByteBuffer at(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(length, 0)).order(ByteOrder.LITTLE_ENDIAN);
        if (offset >= 0) {
            while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {
                // Until it is full or the file ends.
            }
        }
        return buffer.flip();
    }

    private static void modules(String path, ByteBuffer section, Consumer<Component> found) {
        if ((section.get(FLAGS) & TEXT_IN_PLACE) == 0) {
            return;
        }
        section.position(TEXT);
        String go = text(section);
        found.accept(Component.of("golang", "stdlib", go.replaceFirst("^go", "").split(" ", 2)[0], "", path));
        String info = text(section);
        if (info.length() < 2 * MARK) {
            return;
        }
        info.substring(MARK, info.length() - MARK)
                .lines()
                .map(line -> line.split("\t"))
                .forEach(words -> {
                    boolean module = words.length >= 3 && (words[0].equals("dep") || words[0].equals("mod"));
                    if (module && !words[2].equals("(devel)")) {
                        found.accept(Component.of("golang", words[1], words[2], "", path));
                    }
                });
    }

    /** Its length as a varint, then the text; one byte a character, so that lengths are those of the marks. */
    private static String text(ByteBuffer section) {
        int length = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            byte b = section.get();
            length |= (b & 0x7F) << shift;
            if (b >= 0) {
                break;
            }
        }
        byte[] bytes = new byte[Math.min(length, section.remaining())];
        section.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
