package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.container.ContainerConfig.RestartPolicy;
import dev.slipway.host.image.ImageConfig.Run;
import dev.slipway.host.logs.LogPolicy;
import dev.slipway.host.network.PortBinding;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.spec.Limits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure rules: from Docker's fields to decisions. */
class RulesTest {
    private static final Run IMAGE = Json.read("""
            {"User":"web","Env":["PATH=/bin","A=image"],"Entrypoint":["/run"],"Cmd":["default"],"WorkingDir":"/srv",
             "Labels":{"a":"image","b":"image"},"Volumes":{"/data":{}},"ExposedPorts":{"80/tcp":{}},"StopSignal":"INT"}""", Run.class);

    @Test
    void mergesTheWishesOverTheImage() {
        Run run = RunConfig.merge(config("{\"Cmd\":[\"own\"],\"Env\":[\"A=own\"],\"Labels\":{\"a\":\"own\"}}"), IMAGE);
        assertEquals(List.of("/run", "own"), RunConfig.argv(run));
        assertEquals(List.of("A=own", "PATH=/bin"), run.env());
        assertEquals("own", run.labels().get("a"));
        assertEquals("image", run.labels().get("b"));
        assertEquals("web", run.user());
        assertEquals("INT", run.stopSignal());
    }

    @Test
    void dropsTheImagesArgumentsWithAnOwnEntrypoint() {
        assertEquals(
                List.of("/other"), RunConfig.argv(RunConfig.merge(config("{\"Entrypoint\":[\"/other\"]}"), IMAGE)));
        assertEquals(
                List.of("sh"),
                RunConfig.argv(RunConfig.merge(config("{\"Entrypoint\":[\"\"],\"Cmd\":[\"sh\"]}"), IMAGE)));
    }

    @Test
    void wantsACommand() {
        EngineException failure = assertThrows(EngineException.class, () -> RunConfig.merge(config("{}"), Run.EMPTY));
        assertEquals("no command specified", failure.getMessage());
    }

    @Test
    void addsAndDropsCapabilities() {
        assertEquals(Capabilities.DEFAULT, Capabilities.of(null, null, false));
        assertTrue(Capabilities.of(List.of("cap_net_admin"), null, false).contains("NET_ADMIN"));
        assertEquals(java.util.Set.of("CHOWN"), Capabilities.of(List.of("CHOWN"), List.of("ALL"), false));
        assertFalse(Capabilities.of(List.of("ALL"), List.of("SYS_ADMIN"), false).contains("SYS_ADMIN"));
        EngineException failure =
                assertThrows(EngineException.class, () -> Capabilities.of(List.of("FLY"), null, false));
        assertEquals("invalid CapAdd: unknown capability: \"FLY\"", failure.getMessage());
    }

    @Test
    void turnsQuotaAndPeriodIntoProcessors() {
        assertEquals(500_000_000L, limits("{\"CpuQuota\":50000}").nanoCpus());
        assertEquals(
                250_000_000L,
                limits("{\"CpuQuota\":50000,\"CpuPeriod\":200000}").nanoCpus());
        assertEquals(0, limits("{\"PidsLimit\":-1}").pids());
    }

    @Test
    void limitsEveryTenantsContainer() {
        Limits limits = LimitRules.of(HostConfig.EMPTY, true);
        assertEquals(LimitRules.TENANT_MEMORY_BYTES, limits.memoryBytes());
        assertEquals(LimitRules.TENANT_PIDS, limits.pids());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Memory\":1048576}|Minimum memory limit allowed is 6MB",
                "{\"Memory\":8388608,\"MemorySwap\":7340032}|Minimum memoryswap limit should be larger than memory limit, see usage",
                "{\"CpuPeriod\":10}|CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)"
            })
    void refusesImpossibleLimitsInDockersWords(String json, String message) {
        assertEquals(
                message, assertThrows(EngineException.class, () -> limits(json)).getMessage());
    }

    @Test
    void plansMountsParentsFirst() {
        List<MountPoint> plan = MountPlan.of(
                host(
                        "{\"Binds\":[\"/host/x:/data/deep:ro\",\"named:/named:nocopy\"],\"Tmpfs\":{\"/run\":\"size=1m\"}}"),
                IMAGE,
                false);
        assertEquals(
                List.of("/named", "/run", "/data", "/data/deep"),
                plan.stream().map(MountPoint::destination).toList());
        assertTrue(plan.get(3).readOnly());
        assertFalse(plan.get(0).copyUp());
        assertEquals(List.of("size=1m"), plan.get(1).options());
        assertTrue(plan.get(2).isVolume());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Binds\":[\"/a:/b\",\"/c:/b\"]}",
                "{\"Binds\":[\"/a:relative\"]}",
                "{\"Binds\":[\"/a:/\"]}",
                "{\"Binds\":[\"/a:/proc\"]}",
                "{\"Binds\":[\"/a:/x/../proc/sys\"]}",
                "{\"Tmpfs\":{\"/proc/self\":\"\"}}",
                "{\"Binds\":[\"..:/a\"]}",
                "{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"a\",\"Target\":\"/b\"}]}",
                "{\"Mounts\":[{\"Type\":\"npipe\",\"Source\":\"a\",\"Target\":\"/b\"}]}"
            })
    void refusesImpossibleMounts(String json) {
        assertThrows(EngineException.class, () -> MountPlan.of(host(json), Run.EMPTY, false));
    }

    /** S21: what is not its own files would be neither bounded nor removed with it. */
    @Test
    void aTenantHasTheVolumesOfItsImageAmongItsOwnFiles() {
        List<MountPoint> plan = MountPlan.of(host("{}"), IMAGE, true);
        assertEquals(
                List.of("folder:/data"),
                plan.stream()
                        .map(point -> point.type() + ":" + point.destination())
                        .toList());
        String readOnly = "{\"ReadonlyRootfs\":true}";
        assertThrows(EngineException.class, () -> MountPlan.of(host(readOnly), IMAGE, true));
        String covered = "{\"ReadonlyRootfs\":true,\"Tmpfs\":{\"/data\":\"\"}}";
        assertEquals(1, MountPlan.of(host(covered), IMAGE, true).size());
    }

    @Test
    void theDiskOfATenantIsTheSmallerOfItsOwnLimitAndTheEngines() {
        assertEquals(DiskRule.TENANT, DiskRule.ofTenant(DiskLimit.NONE, 0));
        assertEquals(DiskRule.TENANT, DiskRule.ofTenant(DiskLimit.NONE, 1L << 50));
        assertEquals(64L << 20, DiskRule.ofTenant(DiskLimit.NONE, 64L << 20).bytes());
        assertEquals(1L << 20, DiskRule.ofTenant(new DiskLimit(5L << 20, 0), 1).bytes());
        assertEquals(
                5L << 20,
                DiskRule.ofTenant(new DiskLimit(5L << 20, 0), 64L << 20).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"max-size\":\"1g\"}", "{\"max-file\":\"6\"}", "{\"max-file\":\"2147483647\"}"})
    void aTenantsLogIsBoundedWhateverItAsksFor(String options) {
        HostConfig greedy = host("{\"LogConfig\":{\"Config\":" + options + "}}");
        ContainerConfig config = Json.read("{}", ContainerConfig.class);
        ConfigChecks.config(config, greedy, false);
        assertThrows(EngineException.class, () -> ConfigChecks.config(config, greedy, true));
    }

    @Test
    void publishesPorts() {
        assertEquals(
                List.of(new PortBinding(53, "udp", "127.0.0.1", 5353), new PortBinding(80, "tcp", "", 0)),
                PortRules.of(
                        host("{\"PortBindings\":{\"53/udp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"5353\"}]},"
                                + "\"PublishAllPorts\":true}"),
                        IMAGE));
        assertThrows(EngineException.class, () -> PortRules.of(host("{\"PortBindings\":{\"99999\":[{}]}}"), Run.EMPTY));
    }

    @ParameterizedTest
    @CsvSource({
        "no,0,false,0,false,false",
        "always,0,false,9,true,true",
        "always,0,true,0,false,true",
        "unless-stopped,1,false,0,true,true",
        "unless-stopped,1,true,0,false,false",
        "on-failure,1,false,2,true,true",
        "on-failure,1,false,3,false,false",
        "on-failure,0,false,0,false,false"
    })
    void restartsByPolicy(String name, int code, boolean stopped, int restarts, boolean afterEnd, boolean atBoot) {
        RestartRule rule = RestartRule.of(new RestartPolicy(name, name.equals("on-failure") ? 3 : 0));
        assertEquals(afterEnd, rule.afterEnd(code, stopped, restarts));
        assertEquals(atBoot, rule.atBoot(code, stopped, restarts));
    }

    @Test
    void doublesThePauseUpToAMinuteAndStartsAnewAfterALongRun() {
        Duration pause = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            pause = RestartRule.nextPause(pause, Duration.ofSeconds(1));
        }
        assertEquals(Duration.ofMinutes(1), pause);
        assertEquals(Duration.ofMillis(100), RestartRule.nextPause(pause, Duration.ofSeconds(10)));
        assertEquals(Duration.ofMillis(200), RestartRule.nextPause(Duration.ofMillis(100), Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"15,15", "TERM,15", "sigkill,9", "RTMIN+3,37", "SIGRTMAX-1,63", "WINCH,28"})
    void readsSignals(String text, int number) {
        assertEquals(number, Signals.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "NOPE", "-1"})
    void refusesOtherSignals(String text) {
        assertThrows(EngineException.class, () -> Signals.parse(text));
    }

    @Test
    void findsDetachKeysAcrossChunks() {
        DetachKeys keys = DetachKeys.of(null);
        assertEquals(0, keys.filter(new byte[] {0x10}, 1).length);
        assertNull(keys.filter(new byte[] {0x11}, 1));
        DetachKeys again = DetachKeys.of("ctrl-x,x");
        assertEquals(2, again.filter(new byte[] {0x18, 'y'}, 2).length);
        assertEquals(0, again.filter(new byte[] {0x18}, 1).length);
        assertEquals(1, again.filter(new byte[] {0x18}, 1).length);
        assertThrows(EngineException.class, () -> DetachKeys.of("ctrl-ä"));
    }

    @Test
    void appliesChangesOfACommit() {
        Run run = CommitChanges.apply(
                IMAGE,
                List.of(
                        "ENV A=x \"B\"=y",
                        "LABEL k=\"a \\\"b\\\"\"",
                        "EXPOSE 90 91/udp",
                        "WORKDIR /x",
                        "ENTRYPOINT run it"));
        assertTrue(run.env().contains("A=x"));
        assertEquals("a \"b\"", run.labels().get("k"));
        assertTrue(
                run.exposedPorts().containsKey("90/tcp") && run.exposedPorts().containsKey("91/udp"));
        assertEquals(List.of("/bin/sh", "-c", "run it"), run.entrypoint());
        assertThrows(EngineException.class, () -> CommitChanges.apply(IMAGE, List.of("RUN rm -rf /")));
    }

    @Test
    void readsLogOptions() {
        LogPolicy policy = ConfigChecks.logPolicy(
                host("{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"2m\",\"max-file\":\"3\"}}}"));
        assertEquals(new LogPolicy(2 << 20, 3, true), policy);
        assertFalse(ConfigChecks.logPolicy(host("{\"LogConfig\":{\"Type\":\"none\"}}"))
                .keep());
        assertEquals(LogPolicy.DEFAULT, ConfigChecks.logPolicy(HostConfig.EMPTY));
    }

    private static ContainerConfig config(String json) {
        return Json.read(json, ContainerConfig.class);
    }

    private static HostConfig host(String json) {
        return Json.read(json, HostConfig.class);
    }

    private static Limits limits(String json) {
        return LimitRules.of(host(json), false);
    }
}
