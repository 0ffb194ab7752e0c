package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.Device;
import dev.slipway.host.container.ContainerConfig.DeviceRate;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.linux.DeviceNode;
import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Throttle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The host's devices that a container is given, from Docker's Devices, DeviceCgroupRules and Privileged. See
 * {@link DeviceFiles} for how they get there.
 */
final class DeviceWishes {
    private static final Pattern RULE = Pattern.compile("([acb]) (\\d+|\\*):(\\d+|\\*) ([rwm]{1,3})");
    private static final Pattern PERMISSIONS = Pattern.compile("[rwm]{1,3}");
    private static final Path HOST = Path.of("/dev");

    /** Made anew in every container: they mean its own terminals, queues and memory. */
    private static final Set<String> OWN = Set.of("pts", "shm", "mqueue", "console", "ptmx", "fd");

    private DeviceWishes() {}

    /** @throws EngineException INVALID with Docker's texts */
    static void check(HostConfig host) {
        access(host);
        throttles(host);
    }

    /** What may be opened. */
    static DeviceAccess access(HostConfig host) {
        if (host.privileged()) {
            return DeviceAccess.ALL;
        }
        List<DeviceAccess.Rule> rules = new ArrayList<>();
        for (Device device : or(host.devices())) {
            String access = permissions(device);
            nodes(device)
                    .forEach(node -> rules.add(new DeviceAccess.Rule(node.type(), node.major(), node.minor(), access)));
        }
        or(host.deviceCgroupRules()).forEach(rule -> rules.add(rule(rule)));
        return rules.isEmpty() ? DeviceAccess.DEFAULT : new DeviceAccess(false, List.copyOf(rules));
    }

    /** Every device asked for, by the path at which it shall appear. */
    static Map<String, DeviceNode> given(HostConfig host) {
        Map<String, DeviceNode> given = new LinkedHashMap<>();
        if (host.privileged()) {
            all(HOST).forEach(node -> given.put(node.path().toString(), node));
        }
        for (Device device : or(host.devices())) {
            Path source = source(device);
            String wish = device.pathInContainer();
            Path target = wish == null || wish.isEmpty() ? source : Path.of(wish);
            nodes(device)
                    .forEach(node -> given.put(
                            target.resolve(source.relativize(node.path()))
                                    .normalize()
                                    .toString(),
                            node));
        }
        return given;
    }

    private static Path source(Device device) {
        String path = device.pathOnHost();
        if (path == null || !path.startsWith("/")) {
            throw EngineException.invalid("invalid device '" + path + "': give the absolute path of a device file");
        }
        return Path.of(path).normalize();
    }

    /** The device file, or those in the folder. */
    private static List<DeviceNode> nodes(Device device) {
        Path source = source(device);
        if (Files.isDirectory(source)) {
            return all(source);
        }
        return List.of(DeviceNode.find(source)
                .orElseThrow(() -> EngineException.invalid(
                        "error gathering device information while adding custom device \"" + source + "\": "
                                + (Files.exists(source) ? "not a device node" : "no such file or directory"))));
    }

    private static List<DeviceNode> all(Path folder) {
        List<DeviceNode> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isSymbolicLink(entry)
                        || OWN.contains(entry.getFileName().toString())) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    found.addAll(all(entry));
                } else {
                    DeviceNode.find(entry).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list devices in '" + folder + "'", e);
        }
        return found;
    }

    private static String permissions(Device device) {
        String wish = device.permissions();
        if (wish == null || wish.isEmpty()) {
            return "rwm";
        }
        if (!PERMISSIONS.matcher(wish).matches()) {
            throw EngineException.invalid("invalid device cgroup permissions: '" + wish + "'; use of 'rwm'");
        }
        return wish;
    }

    private static DeviceAccess.Rule rule(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw EngineException.invalid("invalid device cgroup rule format: '" + text + "'");
        }
        return new DeviceAccess.Rule(
                rule.group(1).charAt(0), number(rule.group(2)), number(rule.group(3)), rule.group(4));
    }

    private static int number(String text) {
        return text.equals("*") ? DeviceAccess.ANY : Integer.parseInt(text);
    }

    /** How fast block devices may be used. */
    static List<Throttle> throttles(HostConfig host) {
        List<Throttle> all = new ArrayList<>();
        add(all, Throttle.Kind.READ_BYTES, host.blkioDeviceReadBps());
        add(all, Throttle.Kind.WRITE_BYTES, host.blkioDeviceWriteBps());
        add(all, Throttle.Kind.READ_OPERATIONS, host.blkioDeviceReadIOps());
        add(all, Throttle.Kind.WRITE_OPERATIONS, host.blkioDeviceWriteIOps());
        return all;
    }

    private static void add(List<Throttle> all, Throttle.Kind kind, @Nullable List<DeviceRate> rates) {
        for (DeviceRate rate : or(rates)) {
            String path = rate.path() == null ? "" : rate.path();
            DeviceNode node = DeviceNode.find(Path.of(path))
                    .filter(found -> found.type() == 'b')
                    .orElseThrow(() -> EngineException.invalid(
                            "cannot slow down '" + path + "': it is no block device of this host"));
            if (rate.rate() <= 0) {
                throw EngineException.invalid(
                        "invalid rate " + rate.rate() + " for '" + path + "': it must be above 0");
            }
            all.add(new Throttle(kind, node.major(), node.minor(), rate.rate()));
        }
    }

    private static <T> List<T> or(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
