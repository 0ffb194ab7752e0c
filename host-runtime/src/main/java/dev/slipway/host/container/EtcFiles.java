package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.spec.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three files under /etc that depend on where a container runs; on tmpfs, owned by root, seen as the container's root's. */
final class EtcFiles {
    private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOST_HOSTS = Path.of("/etc/hosts");
    private static final String GATEWAY = "host-gateway";
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
                    boolean gateway = address.equals(GATEWAY);
                    String shown = gateway ? attachment == null ? "127.0.0.1" : attachment.gateway() : address;
                    text.append(shown).append('\t').append(extra, 0, colon).append('\n');
                }
            }
        }
        if (attachment != null) {
            text.append(attachment.address()).append('\t').append(hostname).append('\n');
        }
        return text.toString();
    }

    private static String resolvConf(ContainerConfig.HostConfig host, @Nullable Attachment attachment) {
        if (host.dns() != null && !host.dns().isEmpty()) {
            return nameservers(host.dns());
        }
        return attachment == null
                ? hostText(HOST_RESOLV_CONF, "")
                : nameservers(attachment.nameservers()) + "options ndots:0\n";
    }

    private static String nameservers(List<String> addresses) {
        StringBuilder text = new StringBuilder();
        addresses.forEach(address -> text.append("nameserver ").append(address).append('\n'));
        return text.toString();
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
