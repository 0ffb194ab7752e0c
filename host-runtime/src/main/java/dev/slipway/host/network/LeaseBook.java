package dev.slipway.host.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who has what in which network, in memory and on disk. Safe for threads; what is returned is of one moment. */
final class LeaseBook {
    private final NetworkRecords records;
    private final Map<String, List<Lease>> leases = new LinkedHashMap<>();

    LeaseBook(NetworkRecords records) {
        this.records = records;
    }

    /** Notes a lease an earlier engine has written. */
    synchronized void remember(Lease lease) {
        leases.computeIfAbsent(lease.container(), container -> new ArrayList<>())
                .add(lease);
    }

    synchronized void add(Lease lease) {
        records.keep(lease);
        remember(lease);
    }

    /** Puts {@code changed} in the place of the lease with its index. */
    synchronized void replace(Lease changed) {
        records.keep(changed);
        List<Lease> own = leases.getOrDefault(changed.container(), new ArrayList<>());
        own.replaceAll(lease -> lease.index() == changed.index() ? changed : lease);
    }

    /** Whether it was there. */
    synchronized boolean remove(Lease lease) {
        List<Lease> own = leases.get(lease.container());
        if (own == null || !own.removeIf(other -> other.index() == lease.index())) {
            return false;
        }
        if (own.isEmpty()) {
            leases.remove(lease.container());
        }
        records.forget(lease);
        return true;
    }

    /** A container's, in the order of its interfaces. */
    synchronized List<Lease> of(String container) {
        return leases.getOrDefault(container, List.of()).stream()
                .sorted(Comparator.comparingInt(Lease::index))
                .toList();
    }

    synchronized Optional<Lease> of(String container, String network) {
        return of(container).stream()
                .filter(lease -> lease.network().equals(network))
                .findFirst();
    }

    synchronized List<Lease> all() {
        return leases.values().stream().flatMap(Collection::stream).toList();
    }

    synchronized Set<String> containers() {
        return Set.copyOf(leases.keySet());
    }
}
