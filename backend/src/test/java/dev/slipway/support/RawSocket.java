package dev.slipway.support;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket as no library would send it: any header, any number of frames, and reading only when asked to. RFC 6455, 5.2. */
public final class RawSocket implements AutoCloseable {

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int PING = 9;
    private static final int CLOSE = 8;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    /** Opens a socket with a ticket; what it receives is held in few bytes until somebody reads. */
    public RawSocket(URI uri, String ticket, String origin) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        out = new BufferedOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
        out.write(("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nOrigin: " + origin
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: slipway.v1, ticket."
                        + ticket + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String head = head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Sends a whole message. */
    public void send(int kind, byte[] bytes) throws IOException {
        header(FIN | kind, bytes.length);
        out.write(bytes);
    }

    /** Sends one piece of a message in several: the first with its kind, the others with 0. */
    public void piece(int kind, byte[] bytes, boolean last) throws IOException {
        header((last ? FIN : 0) | kind, bytes.length);
        out.write(bytes);
    }

    /** Announces a message, whose bytes do not come. */
    public void announce(int kind, long length) throws IOException {
        header(FIN | kind, length);
        out.flush();
    }

    /** With a mask of zeros, which changes nothing. */
    private void header(int first, long length) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
        if (length < TWO_BYTES) {
            header.put((byte) (MASKED | length));
        } else if (length < 1 << 16) {
            header.put((byte) (MASKED | TWO_BYTES)).putShort((short) length);
        } else {
            header.put((byte) (MASKED | EIGHT_BYTES)).putLong(length);
        }
        header.putInt(0);
        out.write(header.array(), 0, header.position());
    }

    public void flush() throws IOException {
        out.flush();
    }

    /** Reads on to the server's last word: code and reason. */
    public String awaitClose() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == TWO_BYTES) {
                length = in.readUnsignedShort();
            } else if (length == EIGHT_BYTES) {
                length = (int) in.readLong();
            }
            byte[] bytes = in.readNBytes(length);
            if ((first & 0xF) == CLOSE) {
                ByteBuffer word = ByteBuffer.wrap(bytes);
                return (word.getShort() & 0xFFFF) + " " + StandardCharsets.UTF_8.decode(word);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
