package dev.slipway.host.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @CsvSource({
        "https://h/r.git,HEAD,''",
        "https://h/r.git#main,main,''",
        "https://h/r.git#main:a/b,main,a/b",
        "https://h/r.git#:a,HEAD,a",
        "git://h:9418/r,HEAD,''",
        "https://h/r.git?branch=b,refs/heads/b,''",
        "https://h/r.git?tag=v1&subdir=d,refs/tags/v1,d",
        "https://h/r.git?ref=refs/pull/4/head,refs/pull/4/head,''",
        "https://h/r.git?subdir=a%2Fb#main,main,a/b",
    })
    void aRepositoryHasARefAndAFolder(String source, String ref, String subdir) {
        // When
        GitSource parsed = GitSource.parse(source);
        // Then
        assertEquals(ref, parsed.ref());
        assertEquals(subdir, parsed.subdir());
        assertEquals(source.replaceFirst("[#?].*", ""), parsed.address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "git@h:r.git|git over ssh needs a key",
                "ssh://git@h/r.git|git over ssh needs a key",
                "https://h/r.git?branch=a&tag=b|more than one ref",
                "https://h/r.git?branch=a#b|more than one ref",
                "https://h/r.git?branch=a&branch=b|stands twice",
                "https://h/r.git?depth=1|unexpected query 'depth'",
                "https://h/r.git?submodules=maybe|is no boolean",
                "https://h/r.git?commit=xyz|no digest of a commit",
                "https://h/r.git#--upload-pack=evil|no name of a branch",
                "https://h/r.git#+a|no name of a branch",
                "https://h/r.git#a..b|no name of a branch",
                "git:///r|no host",
                "https://h/a b.git|not valid",
            })
    void whatIsNoRepositoryIsSaid(String source, String message) {
        // When
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> GitSource.parse(source));
        // Then
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://h/r.tar.gz", "http://h/x", "r.git", "./git@x", "https://h/r.git/archive.zip"})
    void otherSourcesAreFiles(String source) {
        assertTrue(!GitSource.is(source), source);
    }

    @Test
    void aChecksumIsTheBeginningOfTheCommit() {
        // Given
        GitSource source = GitSource.parse("https://h/r.git?commit=0123456");
        // When, Then
        assertEquals("0123456", source.commit());
        assertEquals("0123456", source.expecting("0123456").commit());
        assertEquals(
                COMMIT, GitSource.parse("https://h/r.git").expecting(COMMIT).commit());
        assertThrows(IllegalArgumentException.class, () -> source.expecting("fedcba9"));
        assertThrows(IllegalArgumentException.class, () -> source.expecting("sha256:" + "0".repeat(64)));
    }

    @Test
    void aPasswordIsNotShownAndATokenGoesToTheServerAlone() {
        // Given
        GitSource source = GitSource.parse("https://ada:s3cret@git.example.org:8443/team/r.git#main");
        // When, Then
        assertEquals("https://git.example.org:8443/team/r.git", source.shown());
        assertEquals("https://git.example.org:8443/", source.server());
    }
}
