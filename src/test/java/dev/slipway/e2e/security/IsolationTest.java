package dev.slipway.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** S19 and S21 from inside: what a container sees of its host, and what it can do to its neighbours. */
@ExtendWith(OnPlatform.class)
class IsolationTest {
    private static final String IMAGE = "debian:bookworm-slim";

    @Test
    void otherProcessesOfTheHostAreInvisible(Platform platform) {
        String seen = run(platform, "sh", "-c", "cd /proc; echo [0-9]*").text();
        assertEquals("1", seen);
    }

    @Test
    void filesOfTheHostAreUnreachable(Platform platform) throws IOException {
        // Given a secret of the host's root
        Path secret = Files.createTempFile(
                "host-secret",
                ".txt",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            for (String way : List.of("", "/proc/1/root", "/proc/self/root/..", "/proc/self/cwd/../..")) {
                String look = "test -e " + way + secret + " && echo there || echo gone";
                assertEquals("gone", run(platform, "sh", "-c", look).text(), way);
            }
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void rootInsideIsNobodyOutside(Platform platform) {
        String map = run(platform, "cat", "/proc/self/uid_map").text();
        String[] fields = map.strip().split("\\s+");
        assertEquals("0", fields[0]);
        assertTrue(Long.parseLong(fields[1]) >= 65_536, map);
    }

    @Test
    void theMemoryLimitEndsTheOffenderAlone(Platform platform) {
        platform.docker("run", "-d", "--name", "bystander", IMAGE, "sleep", "300")
                .succeeded();
        try {
            Command offender = platform.docker(
                    "run",
                    "--name",
                    "offender",
                    "-m",
                    "64m",
                    "--memory-swap",
                    "64m",
                    IMAGE,
                    "perl",
                    "-e",
                    "my @a; push @a, 'x' x 1000000 while 1");
            assertEquals(137, offender.exitCode(), offender.err());
            assertEquals("true", inspect(platform, "offender", "{{.State.OOMKilled}}"));
            assertEquals("running", inspect(platform, "bystander", "{{.State.Status}}"));
        } finally {
            platform.docker("rm", "-f", "bystander", "offender");
        }
    }

    @Test
    void aForkBombEndsAtThePidsLimit(Platform platform) {
        Command bomb = platform.docker(
                "run",
                "--rm",
                "--pids-limit",
                "32",
                IMAGE,
                "perl",
                "-e",
                "my $n = 0; while (1) { my $p = fork; last unless defined $p; if (!$p) { sleep 60; exit } $n++ } print \"forked $n\\n\"; kill 9, -1");
        assertTrue(bomb.out().matches("(?s).*forked (2[0-9]|3[01])\\n.*"), bomb.out() + bomb.err());
    }

    @Test
    void kernelMemoryAndKeysAreMasked(Platform platform) {
        String look = "for f in /proc/kcore /proc/keys; do test ! -e $f || wc -c < $f; done | sort -u";
        assertEquals("0", run(platform, "sh", "-c", look).text());
        assertNotEquals(
                0,
                platform.docker("run", "--rm", IMAGE, "sh", "-c", "echo 1 > /proc/sys/kernel/panic")
                        .exitCode());
    }

    @Test
    void noDescriptorIsInherited(Platform platform) {
        Set<String> open = run(platform, "sh", "-c", "cd /proc/self/fd; echo *")
                .text()
                .lines()
                .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
                .collect(Collectors.toSet());
        // the shell's own descriptor of the folder it lists may be 3; nothing else is there
        assertTrue(Set.of("0", "1", "2", "3", "10").containsAll(open), open.toString());
    }

    @Test
    void privilegesAreTheDefaultFew(Platform platform) {
        String status = run(
                        platform, "grep", "-E", "^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|Seccomp):", "/proc/self/status")
                .text();
        assertTrue(status.contains("CapBnd:\t00000000a80425fb"), status);
        assertTrue(status.contains("CapInh:\t0000000000000000"), status);
        assertTrue(status.contains("CapAmb:\t0000000000000000"), status);
        assertTrue(status.contains("Seccomp:\t2"), status);
    }

    @Test
    void namespacesAndMountsAreRefusedToTheContainersRoot(Platform platform) {
        assertNotEquals(
                0,
                platform.docker("run", "--rm", IMAGE, "mount", "-t", "tmpfs", "x", "/mnt")
                        .exitCode());
        assertNotEquals(
                0,
                platform.docker("run", "--rm", IMAGE, "unshare", "-Ur", "true").exitCode());
        // a container sees itself at the root of every hierarchy, not where it is on the host
        run(platform, "cat", "/proc/1/cgroup").text().lines().forEach(line -> assertTrue(line.endsWith(":/"), line));
    }

    private static Command run(Platform platform, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "run";
        all[1] = "--rm";
        all[2] = IMAGE;
        System.arraycopy(words, 0, all, 3, words.length);
        return platform.docker(all).succeeded();
    }

    private static String inspect(Platform platform, String container, String format) {
        return platform.docker("inspect", "-f", format, container).succeeded().text();
    }
}
