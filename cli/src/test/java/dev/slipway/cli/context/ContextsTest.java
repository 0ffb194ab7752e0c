package dev.slipway.cli.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextsTest {

    private static final Server HOME = new Server(URI.create("https://home.example.org"), "slw_home");
    private static final Server WORK = new Server(URI.create("https://work.example.org"), "slw_work");

    @TempDir
    Path folder;

    @Test
    void whatIsPutIsFoundAgainAndIsTheCurrentOne() {
        // Given
        load().put("home", HOME);
        load().put("work", WORK);

        // When
        Contexts contexts = load();

        // Then
        assertEquals(WORK, contexts.find(null).orElseThrow());
        assertEquals(HOME, contexts.find("home").orElseThrow());
        assertTrue(contexts.find("nowhere").isEmpty());
    }

    @Test
    void theFileBelongsToItsOwnerAlone() throws IOException {
        // When
        load().put("home", HOME);

        // Then
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
    }

    @Test
    void aFileOthersMayReadIsNotUsed() throws IOException {
        // Given
        load().put("home", HOME);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        // When
        Failure failure = assertThrows(Failure.class, this::load);

        // Then
        assertEquals(ExitCode.CONFIG, failure.code());
        assertTrue(failure.sentence().contains("chmod 600"), failure.sentence());
    }

    @Test
    void afterTheCurrentOneIsForgottenAnotherTakesItsPlace() {
        // Given
        load().put("home", HOME);
        load().put("work", WORK);

        // When
        load().remove("work");

        // Then
        assertEquals("home", load().current());
        assertThrows(Failure.class, () -> load().use("work"));
    }

    @Test
    void aServerShowsNoToken() {
        assertFalse(HOME.toString().contains(HOME.token()));
    }

    @ParameterizedTest
    @CsvSource({
        "slipway.example.org, https://slipway.example.org",
        "http://localhost:8080/, http://localhost:8080",
        "https://[::1]:8443, https://[::1]:8443",
    })
    void anAddressIsReadAsPeopleTypeIt(String typed, URI address) {
        assertEquals(address, Server.address(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x", "https://user:secret@x", "https://x/path", "https://x?q", "a b", "://"})
    void whatIsNoAddressIsRefused(String typed) {
        assertEquals(
                ExitCode.USAGE,
                assertThrows(Failure.class, () -> Server.address(typed)).code());
    }

    private Contexts load() {
        return Contexts.load(Map.of("XDG_CONFIG_HOME", folder.toString(), "HOME", "/nonexistent"));
    }

    private Path file() {
        return folder.resolve("slipway").resolve("contexts.json");
    }
}
