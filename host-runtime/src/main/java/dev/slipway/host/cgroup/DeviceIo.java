package dev.slipway.host.cgroup;

import java.util.ArrayList;
import java.util.List;

/**
 * What a group has read from and written to one block device.
 *
 * @param device {@code major:minor}
 * @param operation {@code Read} or {@code Write}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">io.stat</a>, and blkio.throttle.io_service_bytes of version 1
 */
public record DeviceIo(String device, String operation, long bytes) {
    /** Lines such as {@code 8:0 rbytes=1459200 wbytes=314773504 rios=192}; devices without a number of their own are left out. */
    static List<DeviceIo> ofVersion2(String text) {
        List<DeviceIo> all = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] fields = line.split(" ");
            for (int i = 1; i < fields.length; i++) {
                if (fields[i].startsWith("rbytes=")) {
                    all.add(new DeviceIo(fields[0], "Read", Long.parseLong(fields[i].substring("rbytes=".length()))));
                } else if (fields[i].startsWith("wbytes=")) {
                    all.add(new DeviceIo(fields[0], "Write", Long.parseLong(fields[i].substring("wbytes=".length()))));
                }
            }
        }
        return all;
    }

    /** Lines such as {@code 8:0 Read 1459200}; sums and other operations are left out. */
    static List<DeviceIo> ofVersion1(String text) {
        return text.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length == 3 && (fields[1].equals("Read") || fields[1].equals("Write")))
                .map(fields -> new DeviceIo(fields[0], fields[1], Long.parseLong(fields[2])))
                .toList();
    }
}
