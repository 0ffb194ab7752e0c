package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.build.dockerfile.GitSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GitToolsTest {
    private static final String COMMIT = "1".repeat(40);
    private static final String TAG = "2".repeat(40);
    private static final String OTHER = "3".repeat(40);

    @Test
    void aTokenGoesToItsServerOverTlsAlone() {
        // When
        List<String> secured = GitTools.environment(GitSource.parse("https://git.example.org/r.git"), "t0ken");
        List<String> open = GitTools.environment(GitSource.parse("http://git.example.org/r.git"), "t0ken");
        // Then: base64 of x-access-token:t0ken
        String header = "Authorization: Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4=";
        assertTrue(secured.contains("GIT_CONFIG_KEY_5=http.https://git.example.org/.extraHeader"), secured.toString());
        assertTrue(secured.contains("GIT_CONFIG_VALUE_5=" + header), secured.toString());
        assertTrue(secured.contains("GIT_CONFIG_COUNT=6"), secured.toString());
        assertFalse(open.toString().contains("Authorization"), open.toString());
    }

    @Test
    void aNameIsABranchBeforeItIsATagAndATagIsItsCommit() {
        // Given
        GitRefs refs = new GitRefs(COMMIT + "\tHEAD\n" + COMMIT + "\trefs/heads/v1\n" + OTHER + "\trefs/tags/v1\n" + TAG
                + "\trefs/tags/v2\n" + OTHER + "\trefs/tags/v2^{}\nnoise\n");
        // When, Then
        assertEquals(Optional.of(COMMIT), refs.commit("HEAD"));
        assertEquals(Optional.of(COMMIT), refs.commit("v1"));
        assertEquals(Optional.of(OTHER), refs.commit("refs/tags/v1"));
        assertEquals(Optional.of(OTHER), refs.commit("v2"));
        assertEquals(Optional.empty(), refs.commit("v3"));
    }
}
