package dev.slipway.host.network.names;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Names of one network's containers; one name may lead to several. Addresses are IPv4 as numbers. */
public final class NameTable {
    private final Map<String, List<Integer>> addresses = new ConcurrentHashMap<>();

    /** Adds {@code address} under each of {@code names}. */
    public void add(Collection<String> names, int address) {
        for (String name : names) {
            addresses.merge(key(name), List.of(address), NameTable::joined);
        }
    }

    private static List<Integer> joined(List<Integer> known, List<Integer> more) {
        List<Integer> all = new ArrayList<>(known);
        more.stream().filter(address -> !known.contains(address)).forEach(all::add);
        return List.copyOf(all);
    }

    /** Takes {@code address} away from each of {@code names}. */
    public void remove(Collection<String> names, int address) {
        for (String name : names) {
            addresses.computeIfPresent(key(name), (key, known) -> {
                List<Integer> left =
                        known.stream().filter(other -> other != address).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    /** In random order, so that callers spread; empty when the name is not known. */
    List<Integer> find(String name) {
        List<Integer> found = addresses.getOrDefault(key(name), List.of());
        if (found.size() < 2) {
            return found;
        }
        List<Integer> order = new ArrayList<>(found);
        Collections.shuffle(order, ThreadLocalRandom.current());
        return order;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
