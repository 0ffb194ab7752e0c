#!/usr/bin/env python3
"""What is in an image: its configuration and its files, as lines that do not depend on times or on the base image.

usage: image-listing.py IMAGE.tar [BASE.tar]

Both are archives as `docker save` writes them. Layers are laid over one another as the OCI image specification says
(layer.md, "Whiteouts"); files that the base image has just so are left out.
"""
import hashlib
import json
import sys
import tarfile

CONFIG = ["Cmd", "Entrypoint", "Env", "ExposedPorts", "Healthcheck", "Labels", "OnBuild", "Shell", "StopSignal",
          "User", "Volumes", "WorkingDir"]


def attributes(member):
    """Extended attributes, which capabilities of programs are among."""
    prefix = "SCHILY.xattr."
    pairs = [(key[len(prefix):], value) for key, value in sorted(member.pax_headers.items()) if key.startswith(prefix)]
    return "".join(" %s=%s" % (key, hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()[:16])
                   for key, value in pairs)


def entry(layer, member):
    mode = "%04o" % (member.mode & 0o7777)
    owner = "%d:%d" % (member.uid, member.gid)
    if member.isdir():
        return "d %s %s%s" % (mode, owner, attributes(member)), None
    if member.issym():
        return "l %s" % owner, "-> " + member.linkname
    if member.isreg():
        data = layer.extractfile(member).read()
        return "f %s %s%s" % (mode, owner, attributes(member)), "%d %s" % (len(data), hashlib.sha256(data).hexdigest()[:16])
    if member.isfifo():
        return "p %s %s" % (mode, owner), None
    return "%s %s %s" % ("c" if member.ischr() else "b", mode, owner), "%d,%d" % (member.devmajor, member.devminor)


def name_of(member):
    return "/".join(part for part in member.name.split("/") if part not in ("", "."))


def remove(tree, path, itself):
    for known in [k for k in tree if k.startswith(path + "/") or path == "" or (itself and k == path)]:
        del tree[known]


def lay(tree, layer):
    """The marks of a layer are about the layers below it, so they come first."""
    members = layer.getmembers()
    for member in members:
        folder, _, last = name_of(member).rpartition("/")
        if last == ".wh..wh..opq":
            remove(tree, folder, False)
        elif last.startswith(".wh."):
            remove(tree, (folder + "/" if folder else "") + last[4:], True)
    for member in members:
        path = name_of(member)
        if path.rpartition("/")[2].startswith(".wh.") or path == "":
            continue
        if member.islnk():
            tree[path] = tree[name_of_link(member)]
            continue
        if not member.isdir():
            remove(tree, path, False)
        tree[path] = entry(layer, member)


def name_of_link(member):
    return "/".join(part for part in member.linkname.split("/") if part not in ("", "."))


def read(path):
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        config = json.load(archive.extractfile(manifest["Config"]))
        tree = {}
        for layer in manifest["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(layer)) as opened:
                lay(tree, opened)
        return config, tree


def main():
    config, tree = read(sys.argv[1])
    base = read(sys.argv[2])[1] if len(sys.argv) > 2 else {}
    if config.get("author"):
        print("author", config["author"])
    for key in CONFIG:
        value = (config.get("config") or {}).get(key)
        # BuildKit writes down the working directory that an image has without it.
        if value and (key, value) != ("WorkingDir", "/"):
            print(key, json.dumps(value, sort_keys=True, ensure_ascii=False))
    from_base = any(path in tree for path in ("bin/busybox",))
    for path in sorted(tree):
        if base.get(path) != tree[path]:
            kind, rest = tree[path]
            print(kind, "/" + path, *([rest] if rest else []))
    if from_base:
        for path in sorted(set(base) - set(tree)):
            print("removed", "/" + path)


main()
