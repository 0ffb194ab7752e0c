package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Place;
import dev.slipway.host.spec.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The three files under /etc that depend on where a container runs; on tmpfs, owned by root, seen as the container's root's. */
final class EtcFiles {
    private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOST_HOSTS = Path.of("/etc/hosts");
    private static final String GATEWAY = "host-gateway";
    /** What the operator's default network has from Docker: name servers that were asked for are asked directly. */
    private static final String OPERATORS_DEFAULT = "bridge";

    private static final String LOCAL = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private final Path dir;

    EtcFiles(Path dir) {
        this.dir = dir;
    }

    /** Writes all three. @param attachment null without a network of its own */
    void write(
            ContainerConfig.HostConfig host, String hostname, NetworkChoice network, @Nullable Attachment attachment) {
        ContainerFiles.make(dir);
        put("hostname", hostname + "\n");
        put("hosts", hosts(host, hostname, network, attachment));
        put("resolv.conf", resolvConf(host, attachment));
    }

    /** Follows a change of the running container's networks; lines that it wrote itself stay. */
    void follow(ContainerConfig.HostConfig host, String hostname, Attachment attachment) {
        List<String> own = lines(hostname, attachment);
        List<String> kept = hostText(dir.resolve("hosts"), LOCAL)
                .lines()
                .filter(line -> !line.endsWith("\t" + hostname))
                .collect(Collectors.toCollection(ArrayList::new));
        kept.addAll(own);
        put("hosts", String.join("\n", kept) + "\n");
        put("resolv.conf", resolvConf(host, attachment));
    }

    /** Binds them over the image's own. */
    List<Mount> mounts() {
        return List.of(mount("resolv.conf"), mount("hostname"), mount("hosts"));
    }

    private Mount mount(String name) {
        return new Mount(Mount.Kind.BIND, dir.resolve(name), "/etc/" + name, false, true, List.of());
    }

    private static String hosts(
            ContainerConfig.HostConfig host, String hostname, NetworkChoice network, @Nullable Attachment attachment) {
        StringBuilder text =
                new StringBuilder(network instanceof NetworkChoice.Host ? hostText(HOST_HOSTS, LOCAL) : LOCAL);
        if (host.extraHosts() != null) {
            for (String extra : host.extraHosts()) {
                int colon = extra.indexOf(':');
                if (colon > 0) {
                    String address = extra.substring(colon + 1);
                    String shown = address.equals(GATEWAY) ? gateway(attachment) : address;
                    text.append(shown).append('\t').append(extra, 0, colon).append('\n');
                }
            }
        }
        if (attachment != null) {
            lines(hostname, attachment).forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** The host as the container sees it. */
    private static String gateway(@Nullable Attachment attachment) {
        String gateway =
                attachment == null ? "" : attachment.main().map(Place::gateway).orElse("");
        return gateway.isEmpty() ? "127.0.0.1" : gateway;
    }

    private static List<String> lines(String hostname, Attachment attachment) {
        List<String> lines = new ArrayList<>();
        for (Place place : attachment.places()) {
            lines.add(place.address() + "\t" + hostname);
            if (place.address6() != null) {
                lines.add(place.address6() + "\t" + hostname);
            }
        }
        return lines;
    }

    private static String resolvConf(ContainerConfig.HostConfig host, @Nullable Attachment attachment) {
        List<String> servers = or(host.dns());
        List<String> domains = or(host.dnsSearch());
        List<String> options = new ArrayList<>(or(host.dnsOptions()));
        if (attachment == null && servers.isEmpty() && domains.isEmpty() && options.isEmpty()) {
            return hostText(HOST_RESOLV_CONF, "");
        }
        StringBuilder text = new StringBuilder();
        nameservers(servers, attachment)
                .forEach(server -> text.append("nameserver ").append(server).append('\n'));
        // A single dot is Docker's way to say: no search at all.
        String search = String.join(" ", domains.isEmpty() ? hostSearch() : domains);
        if (!search.isEmpty() && !search.equals(".")) {
            text.append("search ").append(search).append('\n');
        }
        if (attachment != null && options.stream().noneMatch(option -> option.startsWith("ndots:"))) {
            options.add("ndots:0");
        }
        return options.isEmpty() ? text.toString() : text + "options " + String.join(" ", options) + "\n";
    }

    private static List<String> nameservers(List<String> asked, @Nullable Attachment attachment) {
        if (attachment == null) {
            return asked.isEmpty() ? hostLines("nameserver") : asked;
        }
        boolean direct =
                attachment.main().stream().allMatch(place -> place.network().equals(OPERATORS_DEFAULT))
                        || asked.stream().anyMatch(EtcFiles::isInside);
        return direct && !asked.isEmpty() ? asked : attachment.nameservers();
    }

    /** Whether a name server is the container's own, on its loopback interface. */
    static boolean isInside(String address) {
        return address.startsWith("127.") || address.equals("::1");
    }

    private static List<String> hostSearch() {
        return hostLines("search").stream()
                .flatMap(domains -> java.util.Arrays.stream(domains.split("\\s+")))
                .toList();
    }

    /** What stands behind {@code word} in the host's resolv.conf. */
    private static List<String> hostLines(String word) {
        return hostText(HOST_RESOLV_CONF, "")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(word + " ") || line.startsWith(word + "\t"))
                .map(line -> line.substring(word.length()).strip())
                .toList();
    }

    private static List<String> or(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static String hostText(Path file, String otherwise) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return otherwise;
        }
    }

    private void put(String name, String text) {
        try {
            Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw EngineException.internal("cannot write '" + dir.resolve(name) + "': " + e, e);
        }
    }
}
