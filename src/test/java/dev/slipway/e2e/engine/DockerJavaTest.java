package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docker-java: the everyday flows of Java programs. */
@ExtendWith(OnEngine.class)
class DockerJavaTest {
    private static final int SOON_SECONDS = 30;

    private final DockerClient docker;

    DockerJavaTest(SharedEngine shared) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + shared.engine().socket())
                .withApiVersion("1.44")
                .build();
        docker = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    @AfterEach
    void close() throws Exception {
        docker.close();
    }

    /** What a stream said, by stream. */
    private static final class Heard extends ResultCallback.Adapter<Frame> {
        private final StringBuffer out = new StringBuffer();
        private final StringBuffer err = new StringBuffer();

        @Override
        public void onNext(Frame frame) {
            (frame.getStreamType() == StreamType.STDERR ? err : out)
                    .append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }

        String out() throws InterruptedException {
            assertTrue(awaitCompletion(SOON_SECONDS, TimeUnit.SECONDS), "the stream did not end; heard: " + out + err);
            return out.toString();
        }
    }

    private String create(HostConfig host, String... command) {
        return docker.createContainerCmd("busybox")
                .withCmd(command)
                .withHostConfig(host)
                .exec()
                .getId();
    }

    private int exitCode(String id) {
        return docker.waitContainerCmd(id).start().awaitStatusCode(SOON_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aContainerRunsAndItsOutputIsRead() throws Exception {
        // Given
        String id = create(HostConfig.newHostConfig(), "sh", "-c", "echo out; echo err >&2; exit 3");
        // When
        docker.startContainerCmd(id).exec();
        int code = exitCode(id);
        Heard logs = docker.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new Heard());
        // Then
        assertEquals(3, code);
        assertEquals("out\n", logs.out());
        assertEquals("err\n", logs.err.toString());
        assertEquals("exited", docker.inspectContainerCmd(id).exec().getState().getStatus());
        docker.removeContainerCmd(id).exec();
        assertThrows(
                NotFoundException.class, () -> docker.inspectContainerCmd(id).exec());
    }

    @Test
    void inputReachesAnAttachedContainer() throws Exception {
        // Given
        String id = docker.createContainerCmd("busybox")
                .withCmd("sh", "-c", "read line; echo $line")
                .withStdinOpen(true)
                .withStdInOnce(true)
                .exec()
                .getId();
        InputStream input = new ByteArrayInputStream("typed\n".getBytes(StandardCharsets.UTF_8));
        // When
        Heard attached = docker.attachContainerCmd(id)
                .withStdIn(input)
                .withStdOut(true)
                .withFollowStream(true)
                .exec(new Heard());
        assertTrue(attached.awaitStarted(SOON_SECONDS, TimeUnit.SECONDS));
        docker.startContainerCmd(id).exec();
        // Then
        assertEquals(0, exitCode(id));
        assertEquals("typed\n", attached.out());
        docker.removeContainerCmd(id).exec();
    }

    @Test
    void aCommandRunsInARunningContainer() throws Exception {
        // Given
        String id = create(HostConfig.newHostConfig(), "sleep", "1000");
        docker.startContainerCmd(id).exec();
        String exec = docker.execCreateCmd(id)
                .withCmd("sh", "-c", "read line; echo $A-$line; exit 4")
                .withEnv(List.of("A=b"))
                .withAttachStdin(true)
                .withAttachStdout(true)
                .exec()
                .getId();
        // When
        Heard heard = docker.execStartCmd(exec)
                .withStdIn(new ByteArrayInputStream("c\n".getBytes(StandardCharsets.UTF_8)))
                .exec(new Heard());
        // Then
        assertEquals("b-c\n", heard.out());
        assertEquals(4, docker.inspectExecCmd(exec).exec().getExitCodeLong());
        assertEquals(
                id,
                docker.listContainersCmd()
                        .withIdFilter(Set.of(id))
                        .exec()
                        .getFirst()
                        .getId());
        docker.removeContainerCmd(id).withForce(true).exec();
    }

    @Test
    void anImageIsBuiltTaggedCommittedAndRemoved(@TempDir Path context) throws Exception {
        // Given
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox\nCOPY note /note\nCMD [\"cat\", \"/note\"]\n");
        Files.writeString(context.resolve("note"), "noted\n");
        // When
        String image = docker.buildImageCmd(context.toFile())
                .withTags(Set.of("java-built:1"))
                .exec(new BuildImageResultCallback())
                .awaitImageId(SOON_SECONDS, TimeUnit.SECONDS);
        String id = docker.createContainerCmd("java-built:1").exec().getId();
        docker.startContainerCmd(id).exec();
        int code = exitCode(id);
        docker.commitCmd(id).withRepository("java-committed").withTag("1").exec();
        // Then
        assertEquals(0, code);
        assertTrue(docker.inspectImageCmd("java-built:1").exec().getId().contains(image));
        docker.removeContainerCmd(id).exec();
        docker.removeImageCmd("java-committed:1").exec();
        docker.removeImageCmd("java-built:1").exec();
    }

    @Test
    void volumesKeepFilesAndPortsArePublished() throws Exception {
        // Given
        docker.createVolumeCmd()
                .withName("java-data")
                .withLabels(Map.of("a", "b"))
                .exec();
        HostConfig host = HostConfig.newHostConfig().withBinds(new Bind("java-data", new Volume("/data")));
        String writer = create(host, "sh", "-c", "echo kept > /data/file");
        docker.startContainerCmd(writer).exec();
        assertEquals(0, exitCode(writer));
        ExposedPort port = ExposedPort.tcp(80);
        String server = docker.createContainerCmd("busybox")
                .withCmd("httpd", "-f", "-p", "80", "-h", "/data")
                .withExposedPorts(port)
                .withHostConfig(host.withPortBindings(new Ports(port, Ports.Binding.bindIp("127.0.0.1"))))
                .exec()
                .getId();
        // When
        docker.startContainerCmd(server).exec();
        Ports ports =
                docker.inspectContainerCmd(server).exec().getNetworkSettings().getPorts();
        // Then
        assertEquals("127.0.0.1", ports.getBindings().get(port)[0].getHostIp());
        docker.removeContainerCmd(server).withForce(true).exec();
        docker.removeContainerCmd(writer).exec();
        docker.removeVolumeCmd("java-data").exec();
    }

    @Test
    void aNetworkOfItsOwnAndTheEventsOfALife() throws Exception {
        // Given
        List<String> seen = new CopyOnWriteArrayList<>();
        var listening = docker.eventsCmd()
                .withLabelFilter(Map.of("java", "life"))
                .exec(new ResultCallback.Adapter<>() {
                    @Override
                    public void onNext(Event event) {
                        seen.add(event.getAction());
                        if ("destroy".equals(event.getAction())) {
                            onComplete();
                        }
                    }
                });
        assertTrue(listening.awaitStarted(SOON_SECONDS, TimeUnit.SECONDS));
        String network = docker.createNetworkCmd().withName("java-net").exec().getId();
        // When
        String id = docker.createContainerCmd("busybox")
                .withCmd("true")
                .withLabels(Map.of("java", "life"))
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("java-net"))
                .exec()
                .getId();
        docker.startContainerCmd(id).exec();
        assertEquals(0, exitCode(id));
        docker.removeContainerCmd(id).exec();
        // Then
        assertTrue(listening.awaitCompletion(SOON_SECONDS, TimeUnit.SECONDS), seen.toString());
        assertEquals(List.of("create", "start", "die", "destroy"), seen);
        assertEquals(
                "java-net",
                docker.inspectNetworkCmd().withNetworkId(network).exec().getName());
        docker.removeNetworkCmd(network).exec();
    }
}
