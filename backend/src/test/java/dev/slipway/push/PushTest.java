package dev.slipway.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.Git;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git program pushing to the platform. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PushTest {

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    @TempDir
    Path folder;

    private People.Person owner;
    private Api api;
    private String app;
    private String address;

    @BeforeEach
    void anAppWithoutARemote() throws IOException, InterruptedException {
        owner = people.owner();
        api = new Api(owner.token());
        app = api.app(owner.projectId(), Map.of("repository", "push:shop-front"));
        Response shown = api.get("/apps/" + app);
        address =
                "git/" + shown.path("team.slug") + "/" + shown.path("project.slug") + "/" + shown.path("slug") + ".git";
        git("init", "-q", "-b", "main");
    }

    @Test
    void aPushIsBuiltAndDeployedAndSaysWhere() throws IOException, InterruptedException {
        // Given
        commit("Dockerfile", "FROM debian\nCMD serve\n");

        // When
        Git.Done pushed = push(owner.token(), "main");

        // Then
        assertEquals(0, pushed.code(), pushed.output());
        assertTrue(pushed.output().contains("remote: Step 1/2 : FROM debian"), pushed.output());
        assertTrue(pushed.output().contains("remote: http://shop-front."), pushed.output());
        api.untilApp(app, "running");
        assertEquals("A change", api.get("/apps/" + app + "/builds").path("items[0].commit.message"));
    }

    @Test
    void aFailedBuildFailsThePushAndTheSameCommitMayBePushedAgain() throws IOException, InterruptedException {
        // Given
        commit("Dockerfile", "FROM debian\nRUN false\n");

        // When
        Git.Done first = push(owner.token(), "main");
        Git.Done again = push(owner.token(), "main");
        commit("Dockerfile", "FROM debian\nCMD serve\n");
        Git.Done mended = push(owner.token(), "main");

        // Then
        assertNotEquals(0, first.code(), first.output());
        assertTrue(first.output().contains("exited with code 1"), first.output());
        assertTrue(first.output().contains("[remote rejected] main -> main"), first.output());
        assertNotEquals(0, again.code(), again.output());
        assertTrue(again.output().contains("Step 2/2"), again.output());
        assertEquals(0, mended.code(), mended.output());
    }

    @Test
    void aPushIsToldWhenTheTeamsMinutesOfBuildingAreUsedUp() throws IOException, InterruptedException {
        // Given
        commit("Dockerfile", "FROM debian\nCMD serve\n");
        int builds = builds();
        new Api(people.operator().token())
                .put("/teams/" + owner.teamId() + "/quota", Map.of("buildMinutes", 0))
                .then()
                .statusCode(200);

        // When
        Git.Done refused = push(owner.token(), "main");

        // Then
        assertNotEquals(0, refused.code(), refused.output());
        assertTrue(refused.output().contains("minutes of building"), refused.output());
        assertEquals(builds, builds());
    }

    @Test
    void onlyTheAppsBranchIsDeployedAndNothingIsDeleted() throws IOException, InterruptedException {
        // Given
        commit("Dockerfile", "FROM debian\nCMD serve\n");
        push(owner.token(), "main");
        int builds = builds();

        // When
        Git.Done other = push(owner.token(), "main:feature");
        Git.Done deletion = push(owner.token(), ":main");

        // Then
        assertNotEquals(0, other.code(), other.output());
        assertTrue(other.output().contains("only branch \"main\" is deployed"), other.output());
        assertNotEquals(0, deletion.code(), deletion.output());
        assertEquals(builds, builds());
    }

    @Test
    void whoMayNotDeployMayNotPushAndAStrangerFindsNothing() throws IOException, InterruptedException {
        // Given
        commit("Dockerfile", "FROM debian\nCMD serve\n");
        People.Person viewer = people.member(owner, Role.VIEWER);
        People.Person stranger = people.owner();

        // When
        Git.Done refused = push(viewer.token(), "main");
        Git.Done foreign = push(stranger.token(), "main");
        Git.Done wrong = push("slw_wrong", "main");
        Git.Done nobody = run("push", server + address, "main");

        // Then
        assertTrue(refused.code() != 0 && refused.output().contains("403"), refused.output());
        assertTrue(foreign.code() != 0 && foreign.output().contains("not found"), foreign.output());
        assertTrue(wrong.code() != 0 && wrong.output().contains("Authentication failed"), wrong.output());
        assertNotEquals(0, nobody.code(), nobody.output());
        assertEquals(0, (Integer) api.get("/apps/" + app + "/releases").path("items.size()"));
    }

    @Test
    void aPackLargerThanTheRestOfTheApiTakesGoesThroughAndComesBack() throws IOException, InterruptedException {
        // Given five megabytes that do not compress
        byte[] noise = new byte[5 << 20];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve("noise"), noise);
        commit("Dockerfile", "FROM debian\nCMD serve\n");

        // When
        Git.Done pushed = push(owner.token(), "main");
        Git.Done cloned = run(
                "clone", "-q", withToken(owner.token()), folder.resolve("copy").toString());

        // Then
        assertEquals(0, pushed.code(), pushed.output());
        assertEquals(0, cloned.code(), cloned.output());
        assertEquals(-1, Files.mismatch(folder.resolve("noise"), folder.resolve("copy/noise")));
    }

    @Test
    void aMalformedObjectIsNotStored() throws IOException, InterruptedException {
        // Given a tree with an entry ".git", which a checkout elsewhere would follow
        commit("Dockerfile", "FROM debian\nCMD serve\n");
        String blob = git("hash-object", "-w", "Dockerfile").strip();
        Path tree = folder.resolve("tree");
        Files.write(tree, entry(".git", blob));
        String id = git("hash-object", "-w", "-t", "tree", "--literally", tree.toString())
                .strip();
        String commit = git("commit-tree", "-m", "evil", id).strip();

        // When
        Git.Done pushed = push(owner.token(), commit + ":refs/heads/main");

        // Then
        assertNotEquals(0, pushed.code(), pushed.output());
        assertFalse(pushed.output().contains("Step 1"), pushed.output());
    }

    private static byte[] entry(String name, String blob) {
        byte[] head = ("100644 " + name + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] id = HexFormat.of().parseHex(blob);
        byte[] all = Arrays.copyOf(head, head.length + id.length);
        System.arraycopy(id, 0, all, head.length, id.length);
        return all;
    }

    private int builds() {
        return api.get("/apps/" + app + "/builds").path("items.size()");
    }

    private void commit(String file, String text) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(file), text);
        git("add", "-A");
        git("commit", "-q", "-m", "A change");
    }

    private Git.Done push(String token, String refs) throws IOException, InterruptedException {
        return run("push", withToken(token), refs);
    }

    private String withToken(String token) {
        return server.toString().replace("://", "://git:" + token + "@") + address;
    }

    private String git(String... words) throws IOException, InterruptedException {
        return new Git(folder).succeed(words);
    }

    private Git.Done run(String... words) throws IOException, InterruptedException {
        return new Git(folder).run(words);
    }
}
