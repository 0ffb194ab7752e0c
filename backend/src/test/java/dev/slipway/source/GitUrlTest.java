package dev.slipway.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be fetched from. */
class GitUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://github.com/a/hello.git, https, github.com, hello",
        "https://git.example.org:8443/a/b/c, https, git.example.org, c",
        "ssh://git@example.org/a/web.git, ssh, example.org, web",
        "git@example.org:a/web.git, ssh, example.org, web",
        "git://127.0.0.1:9418/x.git, git, 127.0.0.1, x",
        "https://[2001:db8::1]/x.git, https, 2001:db8::1, x"
    })
    void usualAddressesAreUnderstood(String text, String scheme, String host, String name) {
        // When
        GitUrl url = GitUrl.parse(text);

        // Then
        assertEquals(scheme + " " + host + " " + name, url.scheme() + " " + url.host() + " " + url.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-oProxyCommand=touch /tmp/x",
                "--upload-pack=touch /tmp/x",
                "ext::sh -c touch% /tmp/x",
                "file:///etc",
                "/etc/passwd",
                "../other",
                "http://example.org/a.git",
                "ftp://example.org/a.git",
                "https://user:secret@example.org/a.git",
                "https://user@example.org/a.git",
                "ssh://-oProxyCommand=x/a",
                "ssh://-x@example.org/a",
                "https://example.org",
                "https://example.org/a b",
                "https://example.org/a\nb",
                "https://example.org/\u0000",
                "-u@example.org:a",
                "git@-x:a",
                "https:///a.git",
                "https://exa$(id)mple.org/a"
            })
    void whatCouldBeAnOptionACommandOrAFileIsRefused(String text) {
        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> GitUrl.parse(text));

        // Then
        assertTrue(String.valueOf(failure.getMessage()).startsWith("repository"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
                "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "224.0.0.1", "255.255.255.255"
            })
    void privateAddressesAreKnown(String address) throws UnknownHostException {
        // When
        boolean isPrivate = Addresses.isPrivate(InetAddress.getByName(address));

        // Then
        assertTrue(isPrivate);
    }

    @Test
    void aPrivateHostIsRefusedUnlessAnOperatorNamedIt() {
        // Given
        Addresses strict = new Addresses(List.of());
        Addresses named = new Addresses(List.of(" LOCALHOST "));

        // When
        SourceFailure failure = assertThrows(SourceFailure.class, () -> strict.require("localhost"));
        named.require("localhost");

        // Then
        assertTrue(String.valueOf(failure.getMessage()).contains("SLIPWAY_ALLOW_PRIVATE_GIT"));
    }
}
