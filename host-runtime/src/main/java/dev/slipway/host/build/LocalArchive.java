package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.layer.Decompression;
import dev.slipway.host.layer.TarReader;
import dev.slipway.host.layer.UnpackLimits;
import dev.slipway.host.layer.Unpacker;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** ADD of an archive of the context: unpacked where it is put. */
final class LocalArchive {
    /** As of a context: an archive in it is no way around its bounds. Deflate cannot exceed a ratio of 1,032. */
    private static final UnpackLimits LIMITS =
            new UnpackLimits(BuildLimits.DEFAULT.contextEntries(), BuildLimits.DEFAULT.contextBytes(), 2_000);

    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private LocalArchive() {}

    /** Whether the file is a tar archive, compressed or not, by its content. */
    static boolean isArchive(DirFd root, String path) {
        try (Fd file = root.openToRead(path);
                InputStream in = Decompression.open(content(file))) {
            byte[] header = in.readNBytes(BLOCK);
            return header.length == BLOCK && hasChecksum(header);
        } catch (IOException e) {
            // Something that only looks compressed is copied as it is.
            return false;
        }
    }

    private static boolean hasChecksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inField = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += inField ? ' ' : header[i] & 0xFF;
        }
        String stated = new String(header, CHECKSUM, CHECKSUM_LENGTH, java.nio.charset.StandardCharsets.US_ASCII)
                .replace("\0", " ")
                .strip();
        return stated.matches("[0-7]{1,8}") && Long.parseLong(stated, 8) == sum;
    }

    /** Unpacks the archive at {@code path} into the folder {@code target} of {@code into}. */
    static void unpack(DirFd root, String path, DirFd into, String target) {
        try (Fd file = root.openToRead(path);
                InputStream content = content(file)) {
            unpack(content, path, into, target);
        } catch (IOException e) {
            throw damaged(path, e);
        }
    }

    /** Whether a fetched file is an archive. */
    static boolean isArchive(Path file) {
        try (InputStream in = Decompression.open(new BufferedInputStream(Files.newInputStream(file)))) {
            byte[] header = in.readNBytes(BLOCK);
            return header.length == BLOCK && hasChecksum(header);
        } catch (IOException e) {
            return false;
        }
    }

    /** Unpacks a fetched archive. */
    static void unpack(Path file, String name, DirFd into, String target) {
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
            unpack(content, name, into, target);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private static EngineException damaged(String name, IOException e) {
        return new EngineException(ErrorKind.INVALID, "cannot unpack '" + name + "': " + e.getMessage(), e);
    }

    private static void unpack(InputStream content, String path, DirFd into, String target) {
        try (InputStream in = Decompression.open(content, LIMITS);
                TarReader tar = new TarReader(in);
                DirFd folder = into.beneath(target);
                Unpacker unpacker = Unpacker.files(folder, RootView.ALL_IDS)) {
            unpacker.run(tar, LIMITS, Interruption::check);
        } catch (IOException e) {
            throw damaged(path, e);
        }
    }

    private static InputStream content(Fd file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(Path.of(file.path())));
    }
}
