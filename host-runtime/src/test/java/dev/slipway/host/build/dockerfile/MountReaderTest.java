package dev.slipway.host.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.RunMount.Access;
import dev.slipway.host.build.dockerfile.RunMount.Sharing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountReaderTest {
    private static RunMount read(String text) {
        return MountReader.read(3, text, word -> word.replace("$D", "/dir"));
    }

    @Test
    void aMountIsABindOfTheContextUnlessItSaysOtherwise() {
        // Given / When / Then
        assertEquals(new RunMount.Bind("/x", null, "/", true), read("target=/x"));
        assertEquals(new RunMount.Bind("/x", "stage", "src", false), read("type=bind,from=stage,source=src,dst=/x,rw"));
        assertEquals(new RunMount.Bind("/dir/x", null, "a", true), read("src=a,destination=$D/x,ro=true"));
    }

    @Test
    void aCacheHasAnIdASharingAndAnOwner() {
        // Given / When / Then
        assertEquals(
                new RunMount.Cache("/c", "/c", null, "/", Sharing.SHARED, false, new Access(0755, 0, 0)),
                read("type=cache,target=/c"));
        assertEquals(
                new RunMount.Cache("/c", "id", "seed", "/s", Sharing.LOCKED, true, new Access(0700, 1, 2)),
                read("type=cache,target=/c,id=id,sharing=locked,from=seed,source=/s,ro,mode=0700,uid=1,gid=2"));
    }

    @Test
    void aSecretIsAFileOrAVariable() {
        // Given / When / Then
        Access owner = new Access(0400, 0, 0);
        assertEquals(new RunMount.Secret("/run/secrets/t", "t", null, false, owner), read("type=secret,id=t"));
        assertEquals(
                new RunMount.Secret("/etc/key", "key", null, true, owner),
                read("type=secret,target=/etc/key,required"));
        assertEquals(new RunMount.Secret("", "t", "TOKEN", false, owner), read("type=secret,id=t,env=TOKEN"));
    }

    @Test
    void aTmpfsHasASize() {
        // Given / When / Then
        assertEquals(new RunMount.Tmpfs("/t", 0), read("type=tmpfs,target=/t"));
        assertEquals(new RunMount.Tmpfs("/t", 64L << 20), read("type=tmpfs,target=/t,size=64m"));
    }

    @Test
    void theStageIsKnownBeforeVariablesAre() {
        // Given / When / Then
        assertEquals(Optional.of("tools"), MountReader.from(1, "type=bind,from=tools,target=$D"));
        assertEquals(Optional.empty(), MountReader.from(1, "type=tmpfs,target=/t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=npipe,target=/x|unsupported mount type \"npipe\"",
                "type=bind|needs a target",
                "type=cache,target=/x,sharing=all|unsupported sharing value \"all\"",
                "type=tmpfs,target=/x,uid=1|unexpected key 'uid'",
                "type=bind,target=/x,what|invalid field 'what' must be a key=value pair",
                "target=/a,target=/b|given twice",
                "type=secret,id=x,mode=9|invalid value for mode: 9",
                "type=secret,id=x,required=perhaps|invalid value for required: perhaps",
                "type=cache,target=/x,uid=99999999999|invalid value for uid",
                "type=tmpfs,target=/x,size=999999999999999t|invalid value for size",
                "target=/x,ro,rw|either readonly or readwrite"
            })
    void mistakesAreNamedWithTheirLine(String mount, String message) {
        // Given / When
        EngineException e = assertThrows(EngineException.class, () -> read(mount));
        // Then
        String said = String.valueOf(e.getMessage());
        assertTrue(said.startsWith("dockerfile parse error on line 3: ") && said.contains(message), said);
    }
}
