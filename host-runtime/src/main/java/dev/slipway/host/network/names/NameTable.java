package dev.slipway.host.network.names;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Names of one network's containers; one name may lead to several. Each name is also known with the network's behind it,
 * and each address by its container's first name.
 */
public final class NameTable {
    private final String network;
    private final Map<String, List<Host>> hosts = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    /** Addresses as numbers. @param six or null without IPv6 */
    public record Host(int address, @Nullable BigInteger six) {}

    /** @param network its name */
    public NameTable(String network) {
        this.network = network;
    }

    /** Adds {@code host} under each of {@code names}, of which the first is what its addresses are called. */
    public void add(Collection<String> names, Host host) {
        for (String name : names) {
            hosts.merge(key(name), List.of(host), NameTable::joined);
            hosts.merge(key(name + "." + network), List.of(host), NameTable::joined);
        }
        names.stream()
                .findFirst()
                .ifPresent(
                        name -> Reverse.names(host).forEach(reverse -> addresses.put(reverse, name + "." + network)));
    }

    private static List<Host> joined(List<Host> known, List<Host> more) {
        List<Host> all = new ArrayList<>(known);
        more.stream().filter(host -> !known.contains(host)).forEach(all::add);
        return List.copyOf(all);
    }

    /** Takes {@code host} away from each of {@code names}. */
    public void remove(Collection<String> names, Host host) {
        for (String name : names) {
            remove(name, host);
            remove(name + "." + network, host);
        }
        Reverse.names(host).forEach(addresses::remove);
    }

    private void remove(String name, Host host) {
        hosts.computeIfPresent(key(name), (key, known) -> {
            List<Host> left =
                    known.stream().filter(other -> !other.equals(host)).toList();
            return left.isEmpty() ? null : left;
        });
    }

    /** In random order, so that callers spread; empty when the name is not known. */
    List<Host> find(String name) {
        List<Host> found = hosts.getOrDefault(key(name), List.of());
        if (found.size() < 2) {
            return found;
        }
        List<Host> order = new ArrayList<>(found);
        Collections.shuffle(order, ThreadLocalRandom.current());
        return order;
    }

    /** The name behind {@code 2.0.0.10.in-addr.arpa} and its like. */
    Optional<String> nameOf(String reverse) {
        return Optional.ofNullable(addresses.get(key(reverse)));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
