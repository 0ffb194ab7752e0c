package dev.slipway.host.main;

import java.util.List;
import java.util.Random;

/** Documents in which one field is unknown, forbidden or given twice; everything else is as a client would send it. */
record HostileBody(String target, String text) {
    private static final List<String> FORBIDDEN = List.of(
            "\"Privileged\":true",
            "\"Binds\":[\"/:/host\"]",
            "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/\",\"Target\":\"/h\"}]",
            "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"v\",\"Target\":\"/h\"}]",
            "\"Devices\":[{\"PathOnHost\":\"/dev/mem\"}]",
            "\"DeviceRequests\":[{\"Count\":-1}]",
            "\"DeviceCgroupRules\":[\"a *:* rwm\"]",
            "\"NetworkMode\":\"host\"",
            "\"NetworkMode\":\"container:x\"",
            "\"NetworkMode\":\"t-1\"",
            "\"PidMode\":\"host\"",
            "\"IpcMode\":\"shareable\"",
            "\"UTSMode\":\"host\"",
            "\"UsernsMode\":\"host\"",
            "\"CgroupnsMode\":\"host\"",
            "\"CgroupParent\":\"/\"",
            "\"Cgroup\":\"x\"",
            "\"CapAdd\":[\"ALL\"]",
            "\"SecurityOpt\":[\"seccomp=unconfined\"]",
            "\"Sysctls\":{\"kernel.core_pattern\":\"|x\"}",
            "\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"80\"}]}",
            "\"PublishAllPorts\":true",
            "\"MaskedPaths\":[\"/x\"]",
            "\"ReadonlyPaths\":[\"/x\"]",
            "\"VolumesFrom\":[\"x\"]",
            "\"VolumeDriver\":\"x\"",
            "\"Runtime\":\"runc\"",
            "\"MemorySwap\":-1",
            "\"MemoryReservation\":1",
            "\"CpuShares\":2",
            "\"CpusetCpus\":\"0\"",
            "\"OomScoreAdj\":-1000",
            "\"OomKillDisable\":true",
            "\"GroupAdd\":[\"0\"]",
            "\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":1,\"Hard\":1}]",
            "\"StorageOpt\":{\"size\":\"1T\"}",
            "\"Dns\":[\"1.1.1.1\"]",
            "\"ExtraHosts\":[\"x:1.1.1.1\"]",
            "\"Links\":[\"a:b\"]",
            "\"Memory\":-1",
            "\"Memory\":\"1g\"",
            "\"Memory\":1e99",
            "\"PidsLimit\":-1",
            "\"NanoCpus\":0.5",
            "\"Tmpfs\":{\"/x\":\"suid\"}",
            "\"Tmpfs\":{\"/x\":\"dev\"}",
            "\"RestartPolicy\":{\"Name\":\"no\",\"Sneaky\":1}",
            "\"LogConfig\":{\"Type\":\"syslog\"}",
            "\"LogConfig\":{\"Type\":\"local\",\"Sneaky\":1}",
            "\"LogConfig\":{\"Type\":\"local\",\"Config\":{\"syslog-address\":\"x\"}}");

    private static final List<String> HARMLESS = List.of(
            "\"AutoRemove\":false",
            "\"ReadonlyRootfs\":true",
            "\"ShmSize\":1048576",
            "\"CapDrop\":[\"ALL\"]",
            "\"Init\":true",
            "\"Binds\":null",
            "\"ConsoleSize\":[1,2]");

    static HostileBody next(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> create(host(random, pick(random, FORBIDDEN)), "");
            case 1 -> create(host(random, unknown(random)), "");
            case 2 -> create(host(random, pick(random, HARMLESS)), "," + unknown(random));
            case 3 -> create(host(random, "\"Memory\":64000000,\"Memory\":" + random.nextInt(9)), "");
            case 4 -> exec(random);
            default -> new HostileBody("/exec/EXEC/start", "{\"Detach\":true," + unknown(random) + "}");
        };
    }

    private static HostileBody create(String host, String more) {
        return new HostileBody(
                "/containers/create",
                "{\"Image\":\"app:1\",\"Cmd\":[\"true\"],\"HostConfig\":{" + host + "}" + more + "}");
    }

    private static HostileBody exec(Random random) {
        String bad = random.nextBoolean() ? "\"Privileged\":true" : unknown(random);
        return new HostileBody("/containers/web/exec", "{\"Cmd\":[\"busybox\",\"true\"]," + bad + "}");
    }

    /** The hostile field at any place among harmless ones. */
    private static String host(Random random, String hostile) {
        String before = random.nextBoolean() ? pick(random, HARMLESS) + "," : "";
        return before + hostile;
    }

    /** A name that is nobody's, or somebody's in another case, or with something invisible in it. */
    private static String unknown(Random random) {
        String name = pick(
                random,
                List.of("privileged", "PRIVILEGED", "binds", "Image\\u0000", "\\u200bBinds", "Hostconfig", "x"));
        String value = pick(random, List.of("null", "false", "0", "\"\"", "[]", "{}", "true", "\"host\"", "[[[]]]"));
        return "\"" + name + (random.nextBoolean() ? "" : Integer.toString(random.nextInt(99))) + "\":" + value;
    }

    private static String pick(Random random, List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}
