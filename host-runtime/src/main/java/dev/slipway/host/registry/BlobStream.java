package dev.slipway.host.registry;

import dev.slipway.host.base.BulkInput;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Digests;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A blob while it is downloaded: continues where a broken connection left off, and at its end has verified size and digest.
 * A reader that comes to the end has the right bytes.
 */
final class BlobStream extends BulkInput {
    private static final int MAX_ATTEMPTS = 5;

    /** For one blob in all: a registry that hangs up after each byte is not followed for ever. */
    private static final int MAX_CONNECTIONS = 50;

    private final BlobEndpoint endpoint;
    private final String host;
    private final Descriptor blob;
    private final LongConsumer progress;
    private final MessageDigest digest = Digests.sha256();
    private Transport.@Nullable Answer answer;
    private long position;
    private int attempts;
    private int connections;
    private boolean verified;

    /** @param progress receives how many bytes have come */
    BlobStream(BlobEndpoint endpoint, String host, Descriptor blob, LongConsumer progress) {
        this.endpoint = endpoint;
        this.host = host;
        this.blob = blob;
        this.progress = progress;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < blob.size()) {
            int n = tryRead(into, from, (int) Math.min(length, blob.size() - position));
            if (n > 0) {
                digest.update(into, from, n);
                position += n;
                attempts = 0;
                progress.accept(position);
                return n;
            }
        }
        verify();
        return -1;
    }

    /** 0 when the connection broke and another attempt is left. */
    private int tryRead(byte[] into, int from, int length) {
        try {
            if (answer == null) {
                answer = connect();
            }
            int n = answer.body().read(into, from, length);
            if (n > 0) {
                return n;
            }
            throw new IOException("it ended after " + position + " of " + blob.size() + " bytes");
        } catch (InterruptedIOException e) {
            throw new EngineException(dev.slipway.host.base.ErrorKind.UNAVAILABLE, "the download was cancelled", e);
        } catch (IOException e) {
            closeQuietly();
            if (++attempts == MAX_ATTEMPTS || connections >= MAX_CONNECTIONS) {
                throw Transport.unreachable(host, e);
            }
            return 0;
        }
    }

    private Transport.Answer connect() throws IOException {
        connections++;
        BlobEndpoint.Opened opened = endpoint.open(blob, position);
        opened.answer().body().skipNBytes(position - opened.offset());
        return opened.answer();
    }

    private void verify() {
        if (verified) {
            return;
        }
        verified = true;
        closeQuietly();
        String actual = Digests.format(digest.digest());
        if (!actual.equals(blob.digest())) {
            throw EngineException.invalid("registry '" + host + "' sent for " + blob.digest()
                    + " bytes whose digest is " + actual + ": filesystem layer verification failed");
        }
    }

    private void closeQuietly() {
        if (answer != null) {
            try {
                answer.close();
            } catch (IOException e) {
                // A connection that is given up has nothing more to tell.
            }
            answer = null;
        }
    }

    @Override
    public void close() {
        closeQuietly();
    }
}
