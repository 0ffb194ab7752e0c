package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.Archives;
import dev.slipway.host.container.Archives.Found;
import dev.slipway.host.container.Archives.Unpacking;
import dev.slipway.host.linux.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Files carried in and out: {@code docker cp}. */
public final class ArchiveResource implements Resource {
    /** Bits of Go's FileMode, by which clients read a mode; permissions are as everywhere. */
    private static final long GO_DIRECTORY = 1L << 31;

    private static final long GO_SYMLINK = 1L << 27;
    private static final long GO_DEVICE = 1L << 26;
    private static final long GO_FIFO = 1L << 25;
    private static final long GO_SOCKET = 1L << 24;
    private static final long GO_SETUID = 1L << 23;
    private static final long GO_SETGID = 1L << 22;
    private static final long GO_CHAR_DEVICE = 1L << 21;
    private static final long GO_STICKY = 1L << 20;
    private static final int SETUID = 04000;
    private static final int SETGID = 02000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 0777;

    private final Archives archives;

    public ArchiveResource(Archives archives) {
        this.archives = archives;
    }

    @Override
    public void register(Routes routes) {
        routes.head("/containers/{id}/archive", this::stat)
                .get("/containers/{id}/archive", this::read)
                .put("/containers/{id}/archive", this::write);
    }

    private static String path(Call call) {
        String path = call.query().text("path");
        if (path == null) {
            throw EngineException.invalid("missing parameter 'path': the path inside the container");
        }
        return path;
    }

    private void stat(Call call) throws IOException {
        describe(call);
        call.done(200);
    }

    private void describe(Call call) {
        Found found = archives.find(call.tenant(), call.variable("id"), path(call));
        Stat stat = found.stat();
        ObjectNode document = Documents.object()
                .put("name", found.name())
                .put("size", stat.bytes())
                .put("mode", goMode(stat))
                .put("mtime", Documents.time(Instant.ofEpochSecond(stat.mtimeSeconds(), stat.mtimeNanos())))
                .put("linkTarget", found.linkTarget());
        byte[] text = document.toString().getBytes(StandardCharsets.UTF_8);
        call.exchange().set("X-Docker-Container-Path-Stat", Base64.getEncoder().encodeToString(text));
    }

    private static long goMode(Stat stat) {
        long type = switch (stat.type()) {
            case Stat.DIRECTORY -> GO_DIRECTORY;
            case Stat.SYMLINK -> GO_SYMLINK;
            case Stat.FIFO -> GO_FIFO;
            case Stat.SOCKET -> GO_SOCKET;
            case Stat.BLOCK_DEVICE -> GO_DEVICE;
            case Stat.CHAR_DEVICE -> GO_DEVICE | GO_CHAR_DEVICE;
            default -> 0;
        };
        return type
                | (stat.permissions() & PERMISSIONS)
                | ((stat.permissions() & SETUID) != 0 ? GO_SETUID : 0)
                | ((stat.permissions() & SETGID) != 0 ? GO_SETGID : 0)
                | ((stat.permissions() & STICKY) != 0 ? GO_STICKY : 0);
    }

    private void read(Call call) throws IOException {
        describe(call);
        try (OutputStream out = call.exchange().stream(200, "application/x-tar")) {
            archives.read(call.tenant(), call.variable("id"), path(call), out);
        }
    }

    private void write(Call call) throws IOException {
        Unpacking how = new Unpacking(
                call.query().flag("noOverwriteDirNonDir"), call.query().flag("copyUIDGID"));
        archives.write(
                call.tenant(),
                call.variable("id"),
                path(call),
                how,
                call.exchange().body());
        call.done(200);
    }
}
