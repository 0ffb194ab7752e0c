package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceIoTest {
    @Test
    void readsBothVersions() {
        // Given
        List<DeviceIo> expected = List.of(new DeviceIo("8:0", "Read", 4096), new DeviceIo("8:0", "Write", 1 << 20));
        String second = "8:0 rbytes=4096 wbytes=1048576 rios=1 wios=9 dbytes=7 dios=1\n7:0 \n";
        String first =
                "8:0 Read 4096\n8:0 Write 1048576\n8:0 Sync 5\n8:0 Discard 7\n8:0 Total 1052679\nTotal 1052679\n";
        // When, Then
        assertEquals(expected, DeviceIo.ofVersion2(second));
        assertEquals(expected, DeviceIo.ofVersion1(first));
        assertEquals(List.of(), DeviceIo.ofVersion2(""));
        assertEquals(List.of(), DeviceIo.ofVersion1("Total 0\n"));
    }
}
