package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything on this host that belongs to one engine: what two moments differ in is what was left behind between them. */
record Holdings(SteppedEngine engine, int slab) {
    private static final Pattern BRIDGE = Pattern.compile("\"sw(\\d+)-");
    private static final Pattern VETH = Pattern.compile("sv([0-9a-f]{8})");

    /** Of a running engine, whose rules name its bridges. */
    static Holdings of(SteppedEngine engine) {
        Matcher bridge = BRIDGE.matcher(Command.run("nft", "list", "table", "inet", table(engine))
                .succeeded()
                .out());
        if (!bridge.find()) {
            throw new AssertionError("the engine's rules name no bridge");
        }
        return new Holdings(engine, Integer.parseInt(bridge.group(1)));
    }

    /** One line for each thing. */
    Set<String> now() {
        Set<String> all = new TreeSet<>();
        files(engine.dataRoot()).forEach(all::add);
        files(engine.runRoot()).forEach(all::add);
        links().forEach(all::add);
        groups().forEach(all::add);
        mounts().forEach(all::add);
        processes().forEach(all::add);
        rules().forEach(all::add);
        return all;
    }

    private static Stream<String> files(Path root) {
        // Into layers and volumes it is not looked: their names say whether they are there.
        return lines(
                        "find",
                        root.toString(),
                        "-regextype",
                        "egrep",
                        "-regex",
                        ".*/(fs|upper|data)",
                        "-prune",
                        "-o",
                        "-print")
                // Marks of layers that wait for the disk go some seconds later by themselves.
                .filter(line -> !line.contains("/unflushed/"))
                .map(line -> "file " + line);
    }

    private Stream<String> links() {
        return lines("ip", "-o", "link")
                .map(line -> line.split(": ")[1].replaceAll("@.*", ""))
                .filter(this::isOurs)
                .map(link -> "link " + link);
    }

    /** Other engines on this host make links meanwhile: ours have our slab in their names. */
    private boolean isOurs(String link) {
        Matcher veth = VETH.matcher(link);
        if (veth.matches()) {
            int address = Integer.parseUnsignedInt(veth.group(1), 16);
            return address >>> 24 == 10 && (address >>> 16 & 0xff) / 4 == slab;
        }
        return link.startsWith("sw" + slab + "-");
    }

    private Stream<String> groups() {
        return lines("find", "/sys/fs/cgroup", "-type", "d", "-path", "*/" + engine.name() + "/*")
                .map(g -> "group " + g);
    }

    private Stream<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .filter(line -> line.contains(engine.folder().toString()) || line.contains(engine.runRoot() + "/"))
                    .map(line -> "mount " + line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> rules() {
        return lines("nft", "list", "table", "inet", table(engine)).map(line -> "rule " + line.strip());
    }

    private static String table(SteppedEngine engine) {
        return "slipway_" + engine.name().replace('-', '_');
    }

    /** Shims have their program from our run root open; what runs in containers is in our control groups. */
    private Stream<String> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all
                    .filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .filter(this::isShimOrContained)
                    .map(folder -> "process " + folder.getFileName())
                    .collect(Collectors.toSet())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isShimOrContained(Path process) {
        try {
            return Files.readString(process.resolve("cgroup")).contains("/" + engine.name() + "/")
                    || Files.readSymbolicLink(process.resolve("fd/3")).startsWith(engine.runRoot());
        } catch (IOException gone) {
            return false;
        }
    }

    private static Stream<String> lines(String... words) {
        return Command.run(words).out().lines();
    }
}
