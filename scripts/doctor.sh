# What this machine lacks and how to mend it. Exit 1 when something that is needed is missing.

doctor() {
    DOCTOR_FAILED=0
    check "kernel 6.13 or newer (overlay layers by descriptor)" kernel_is 6 13 \
        "install a newer kernel, for example linux-image-amd64 from backports; this is $(uname -r)"
    check "overlay file system" grep -qw overlay /proc/filesystems "load it: modprobe overlay"
    check "user namespaces" doctor_user_namespaces "sysctl -w user.max_user_namespaces=65536"
    check "control groups (v1 or v2)" grep -qE ' cgroup2? ' /proc/mounts "mount cgroup2 on /sys/fs/cgroup"
    check "nftables" have nft "apt-get install nftables"
    check "base images from packages (mmdebstrap)" have mmdebstrap "apt-get install mmdebstrap"
    check "git" have git "apt-get install git"
    check "Maven" have mvn "apt-get install maven"
    check "JDK $JDK_WANTED or newer" doctor_jdk "apt-get install openjdk-$JDK_WANTED-jdk, or temurin-$JDK_WANTED-jdk, or set JAVA_HOME"
    check "port $HTTP_PORT free or ours (console)" doctor_port control "$HTTP_PORT" "set SLIPWAY_HTTP_PORT to a free port"
    check "port $APPS_PORT free or ours (apps)" doctor_port engine "$APPS_PORT" "set SLIPWAY_APPS_PORT to a free port"
    check "5 GiB of disk free under $(doctor_disk_root)" doctor_disk "free disk space, or set SLIPWAY_DATA_ROOT to a larger disk"
    check "clock after the build date" doctor_clock "set the clock: timedatectl set-ntp true"
    return $DOCTOR_FAILED
}

# check WHAT COMMAND… MEND
check() {
    local what=$1 mend=${*: -1}
    if "${@:2:$#-2}" >/dev/null 2>&1; then
        printf '  ok    %s\n' "$what"
    else
        printf '  FAIL  %s\n        mend: %s\n' "$what" "$mend"
        DOCTOR_FAILED=1
    fi
}

kernel_is() {
    local major minor
    IFS=.- read -r major minor _ < <(uname -r)
    [ "$major" -gt "$1" ] || { [ "$major" -eq "$1" ] && [ "$minor" -ge "$2" ]; }
}

doctor_user_namespaces() { [ "$(cat /proc/sys/user/max_user_namespaces)" -ge 1000 ]; }

doctor_jdk() { (use_jdk); }

doctor_port() { running "$1" || ! (exec 3<>"/dev/tcp/127.0.0.1/$2"); }

doctor_disk_root() {
    local path=$DATA
    until [ -d "$path" ]; do path=$(dirname "$path"); done
    echo "$path"
}

doctor_disk() { [ "$(df --output=avail -k "$(doctor_disk_root)" | tail -n 1)" -ge 5242880 ]; }

doctor_clock() { [ "$(date +%s)" -ge 1767225600 ]; }
