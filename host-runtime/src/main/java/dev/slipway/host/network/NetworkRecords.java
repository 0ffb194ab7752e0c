package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The networks and leases on disk: one document for the networks, which rarely change, and one per lease, so that
 * starting a container writes a few hundred bytes however many there are.
 */
final class NetworkRecords {
    private static final String SUFFIX = ".json";

    private final StateFile<Document> networks;
    private final Path leases;

    /** A network with its number; the number is free again once the network is removed. */
    record Entry(int index, Networks.Network network) {}

    record Document(List<Entry> networks) {}

    NetworkRecords(Path folder) {
        networks = new StateFile<>(folder.resolve("networks.json"), Document.class, StateFile.Durability.POWER);
        leases = folder.resolve("leases");
    }

    List<Entry> networks() {
        return networks.readOrSetAside().orElse(new Document(List.of())).networks();
    }

    void keep(Collection<Entry> all) {
        networks.write(new Document(List.copyOf(all)));
    }

    List<Lease> leases() {
        try (Stream<Path> files = Files.list(leases)) {
            return files.filter(file -> file.getFileName().toString().matches("[^.].*\\.json"))
                    .flatMap(file -> new StateFile<>(file, Lease.class).readOrSetAside().stream())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw EngineException.internal("cannot list address leases in '" + leases + "': " + e, e);
        }
    }

    void keep(Lease lease) {
        file(lease).write(lease);
    }

    void forget(Lease lease) {
        file(lease).delete();
    }

    /** eth0's is named as all were before containers had several. */
    private StateFile<Lease> file(Lease lease) {
        String place = lease.index() == 0 ? "" : "." + lease.index();
        return new StateFile<>(leases.resolve(lease.container() + place + SUFFIX), Lease.class);
    }
}
