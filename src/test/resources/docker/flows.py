"""The everyday flows of Debian's python3-docker; prints one line for each that went as expected."""

import io
import sys
import tarfile
import threading

import docker

client = docker.DockerClient(base_url=sys.argv[1], timeout=60)


def flow(function):
    """Runs at once; an exception ends the script, and its trace says which flow it was."""
    function()
    print(function.__name__, flush=True)


@flow
def version_and_info():
    assert client.ping()
    assert client.version()["ApiVersion"] == "1.50"
    assert client.info()["OSType"] == "linux"


@flow
def run():
    assert client.containers.run("busybox", ["echo", "hello"], remove=True) == b"hello\n"
    try:
        client.containers.run("busybox", ["sh", "-c", "echo bad >&2; exit 3"], remove=True)
        raise AssertionError("exit code 3 went unnoticed")
    except docker.errors.ContainerError as error:
        assert error.exit_status == 3 and b"bad" in error.stderr


@flow
def lifecycle_and_logs():
    container = client.containers.run(
        "busybox", ["sh", "-c", "trap 'exit 0' TERM; echo one; echo two; while :; do sleep 0.1; done"],
        name="py-life", labels={"py": "life"}, detach=True)
    lines = container.logs(stream=True, follow=True)
    assert [next(lines), next(lines)] == [b"one\n", b"two\n"]
    assert container.logs(tail=1) == b"two\n"
    assert b"Z two" in container.logs(timestamps=True)
    assert client.containers.list(filters={"label": "py=life"}) == [container]
    container.pause()
    container.reload()
    assert container.status == "paused"
    container.unpause()
    container.rename("py-renamed")
    assert client.containers.get("py-renamed").id == container.id
    container.update(mem_limit="64m", memswap_limit="64m")
    assert container.stats(stream=False)["memory_stats"]["limit"] == 64 << 20
    assert container.top()["Processes"]
    container.stop(timeout=5)
    assert container.wait()["StatusCode"] == 0
    container.restart(timeout=1)
    container.kill()
    container.remove()
    try:
        client.containers.get("py-renamed")
        raise AssertionError("a removed container was found")
    except docker.errors.NotFound:
        pass


@flow
def exec_and_attach():
    container = client.containers.run("busybox", ["cat"], stdin_open=True, detach=True)
    code, output = container.exec_run(["sh", "-c", "echo out; echo err >&2; exit 4"], demux=True)
    assert code == 4 and output == (b"out\n", b"err\n"), (code, output)
    code, output = container.exec_run(["pwd"], workdir="/tmp", environment={"A": "b"}, user="nobody")
    assert (code, output) == (0, b"/tmp\n")
    socket = client.api.exec_start(
        client.api.exec_create(container.id, ["cat"], stdin=True)["Id"], socket=True)
    socket._sock.sendall(b"typed\n")
    assert socket.read(8)[0] == 1 and socket.read(6) == b"typed\n"
    socket._sock.close()
    attached = container.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
    attached._sock.sendall(b"said\n")
    assert attached.read(8)[0] == 1 and attached.read(5) == b"said\n"
    attached._sock.close()
    container.remove(force=True)


@flow
def files():
    container = client.containers.create("busybox", ["true"])
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("file")
        member.size = 7
        tar.addfile(member, io.BytesIO(b"carried"))
    assert container.put_archive("/tmp", archive.getvalue())
    stream, stat = container.get_archive("/tmp/file")
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as tar:
        assert tar.extractfile("file").read() == b"carried"
    assert stat["size"] == 7 and stat["name"] == "file"
    assert {"Path": "/tmp/file", "Kind": 1} in container.diff()
    assert sum(len(part) for part in container.export()) > 1 << 20
    image = container.commit("py-committed", tag="1", changes="CMD [\"cat\", \"/tmp/file\"]")
    container.remove()
    assert client.containers.run(image, remove=True) == b"carried"
    client.images.remove("py-committed:1")


@flow
def build():
    image, output = client.images.build(
        fileobj=io.BytesIO(b"FROM busybox\nRUN echo made > /made\nCMD cat /made\n"), tag="py-built", rm=True)
    assert any("Successfully built" in line.get("stream", "") for line in output)
    assert client.containers.run("py-built", remove=True) == b"made\n"
    assert image.history()[0]["Tags"] == ["py-built:latest"]
    assert image.tag("py-tagged", "2")
    saved = b"".join(image.save())
    client.images.remove("py-tagged:2")
    client.images.remove("py-built")
    assert client.images.load(saved)[0].id == image.id
    client.images.remove(image.id, force=True)
    try:
        client.images.build(fileobj=io.BytesIO(b"FROM busybox\nRUN exit 7\n"))
        raise AssertionError("a failing build went unnoticed")
    except docker.errors.BuildError as error:
        assert "returned a non-zero code: 7" in error.msg


@flow
def volumes():
    volume = client.volumes.create("py-data", labels={"py": "data"})
    client.containers.run(
        "busybox", ["sh", "-c", "echo kept > /data/file"], volumes={"py-data": {"bind": "/data"}}, remove=True)
    kept = client.containers.run("busybox", ["cat", "/data/file"], volumes=["py-data:/data:ro"], remove=True)
    assert kept == b"kept\n"
    assert client.volumes.list(filters={"label": "py=data"}) == [volume]
    volume.remove()
    assert client.volumes.list(filters={"name": "py-data"}) == []


@flow
def networks():
    network = client.networks.create("py-net")
    server = client.containers.run(
        "busybox", ["sh", "-c", "mkdir /www; echo page > /www/index.html; exec httpd -f -p 80 -h /www"],
        name="py-server", network="py-net", ports={"80/tcp": ("127.0.0.1", None)}, detach=True)
    ask = "until wget -qO- http://py-server/; do sleep 0.1; done"
    assert client.containers.run("busybox", ["sh", "-c", ask], network="py-net", remove=True) == b"page\n"
    server.reload()
    assert server.ports["80/tcp"][0]["HostIp"] == "127.0.0.1"
    server.remove(force=True)
    network.remove()


@flow
def events():
    seen = []
    stream = client.events(decode=True, filters={"type": "container", "label": "py=seen"})

    def listen():
        for event in stream:
            seen.append(event["Action"])
            if event["Action"] == "destroy":
                return

    listener = threading.Thread(target=listen)
    listener.start()
    client.containers.run("busybox", ["true"], labels={"py": "seen"}, remove=True)
    listener.join(30)
    stream.close()
    assert [action for action in seen if action in ("create", "start", "die", "destroy")] == [
        "create", "start", "die", "destroy"], seen


@flow
def disk_use():
    assert client.df()["LayersSize"] > 1 << 20
    assert "SpaceReclaimed" in client.containers.prune(filters={"label": "py=none"})
