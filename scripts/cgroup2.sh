# The tests of control groups and containers on a machine with cgroup v2 alone: a Debian kernel in qemu, in software, whose
# root is this machine's own, read-only, under a layer in memory. For hosts that have v1 hierarchies; takes some minutes.

CGROUP2=${SLIPWAY_CGROUP2_DIR:-/var/cache/slipway-cgroup2}
CGROUP2_SUITE=https://deb.debian.org/debian
CGROUP2_MEMORY=3072
# Software emulation is some ten to twenty times slower than the processor.
CGROUP2_SECONDS=${SLIPWAY_CGROUP2_SECONDS:-2400}

# test_cgroup2 [CLASS-OR-PACKAGE…]: by default the rooms that stand on control groups.
test_cgroup2() {
    need_test_packages
    need_commands qemu-system-x86_64=qemu-system-x86 mke2fs=e2fsprogs depmod=kmod cpio=cpio xz=xz-utils
    use_jdk
    mkdir -p "$CGROUP2"
    cgroup2_kernel
    cgroup2_initramfs
    [ $# -gt 0 ] || set -- dev.slipway.host.cgroup dev.slipway.host.start dev.slipway.host.container dev.slipway.host.main
    cgroup2_tests "$@"
    cgroup2_boot
}

# Kernel and modules of the newest backport, unpacked without being installed.
cgroup2_kernel() {
    [ ! -s "$CGROUP2/vmlinuz" ] || return 0
    say "fetching a kernel"
    local apt="$CGROUP2/apt" package
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$CGROUP2/kernel"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(cgroup2_mirror) trixie-backports main" >"$apt/sources.list"
    local options=(-qq -o "Dir::State=$apt" -o "Dir::State::status=/var/lib/dpkg/status" -o "Dir::Cache=$apt/cache"
        -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update >&2
    for package in $(apt-cache "${options[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances linux-image-amd64 2>/dev/null | grep -E '^linux-(image|binary|modules)-[0-9]' | sort -u); do
        (cd "$apt/debs" && apt-get "${options[@]}" download "$package" >&2)
    done
    for package in "$apt"/debs/*.deb; do dpkg -x "$package" "$CGROUP2/kernel"; done
    depmod -b "$(cgroup2_module_root)" "$(cgroup2_release)" 2>/dev/null
    # Newer packages keep the kernel beside its modules.
    cp "$(find "$CGROUP2/kernel" -name 'vmlinuz*' -type f -print -quit)" "$CGROUP2/vmlinuz"
}

# The mirror this machine takes its packages from.
cgroup2_mirror() {
    local mirror
    mirror=$(grep -hoE 'https?://[^ ]*/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
    echo "${mirror:-$CGROUP2_SUITE}"
}

cgroup2_module_root() { if [ -d "$CGROUP2/kernel/usr/lib/modules" ]; then echo "$CGROUP2/kernel/usr"; else echo "$CGROUP2/kernel"; fi; }

cgroup2_release() { basename "$(echo "$(cgroup2_module_root)"/lib/modules/*)"; }

# What the kernel needs to see the root of this machine: busybox, and the modules for it in the order of their needs.
cgroup2_initramfs() {
    local root="$CGROUP2/initramfs" release file name
    release=$(cgroup2_release)
    rm -rf "$root"
    mkdir -p "$root/bin" "$root/modules"
    cp /bin/busybox "$root/bin/busybox"
    cp "$HERE/scripts/cgroup2/init" "$root/init"
    : >"$root/modules/order"
    for file in $(for name in virtio_pci 9pnet_virtio 9p overlay virtio_blk ext4 loop; do
        # One that is built in has no file.
        modprobe -d "$(cgroup2_module_root)" -S "$release" --show-depends "$name" 2>/dev/null
    done | awk '/^insmod/ && !seen[$2]++ {print $2}'); do
        name=$(basename "${file%.xz}")
        case $file in *.xz) xz -dc "$file" >"$root/modules/$name" ;; *) cp "$file" "$root/modules/$name" ;; esac
        echo "$name" >>"$root/modules/order"
    done
    (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$CGROUP2/initramfs.gz"
}

# Test classes, their class path, and a runner; what is to be run.
cgroup2_tests() {
    say "building the tests"
    (cd "$HERE" && mvn -q -B -Dquick -pl host-runtime test-compile \
        dependency:build-classpath -Dmdep.outputFile="$CGROUP2/classpath" >&2) || fail "the build failed; see Maven's words above"
    [ -s "$CGROUP2/runner.jar" ] ||
        mvn -q -B dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:6.0.3 \
            -Dmdep.stripVersion -DoutputDirectory="$CGROUP2" >&2
    [ -s "$CGROUP2/runner.jar" ] || mv "$CGROUP2/junit-platform-console-standalone.jar" "$CGROUP2/runner.jar"
    local what select=()
    for what in "$@"; do
        if [[ ${what##*.} == [A-Z]* ]]; then select+=("--select-class=$what"); else select+=("--select-package=$what"); fi
    done
    {
        declare -p JAVA_HOME HERE CGROUP2
        declare -p select
    } >"$CGROUP2/settings"
}

cgroup2_boot() {
    local status=0
    rm -f "$CGROUP2/disk"
    # Layers need a file system that overlay can write to, which a layer over a shared folder is not.
    mke2fs -q -t ext4 "$CGROUP2/disk" 8G
    say "booting $(cgroup2_release) with cgroup v2; output below, and in $CGROUP2/console.log"
    timeout "$CGROUP2_SECONDS" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m "$CGROUP2_MEMORY" -no-reboot \
        -display none -monitor none -serial stdio -nic none \
        -kernel "$CGROUP2/vmlinuz" -initrd "$CGROUP2/initramfs.gz" \
        -append "console=ttyS0 quiet panic=-1 mitigations=off guest=$HERE/scripts/cgroup2/guest settings=$CGROUP2/settings" \
        -drive "file=$CGROUP2/disk,format=raw,if=virtio,cache=unsafe" \
        -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
        -device virtio-9p-pci,fsdev=root,mount_tag=host </dev/null | tee "$CGROUP2/console.log" || status=$?
    rm -f "$CGROUP2/disk"
    [ $status -ne 124 ] || fail "not done within $CGROUP2_SECONDS s; raise SLIPWAY_CGROUP2_SECONDS"
    grep -q '^guest: passed' "$CGROUP2/console.log" || fail "the tests failed on cgroup v2; see $CGROUP2/console.log"
}
