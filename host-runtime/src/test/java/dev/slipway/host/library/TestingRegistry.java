package dev.slipway.host.library;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Debian's registry on a free port of this machine, its storage in a folder. */
final class TestingRegistry implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private final Process process;
    private final int port;

    TestingRegistry(Path folder) throws IOException {
        TestingProgram.require("docker-registry");
        port = freePort();
        Path config = Files.writeString(folder.resolve("registry.yml"), """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("storage"), port));
        process = new ProcessBuilder("/usr/bin/docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        awaitListening();
    }

    /** Below the ports that the kernel hands to outgoing connections (ip(7)): nobody takes it before the registry does. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one then
            }
        }
    }

    private void awaitListening() {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (Instant.now().isBefore(deadline)) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        throw new AssertionError("the registry does not listen on port " + port);
    }

    String host() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
