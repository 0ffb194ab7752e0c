# What the machine must have: a JDK of 25 or newer, Maven, and a few Debian packages.

JDK_WANTED=25

# Sets JAVA_HOME to a JDK of JDK_WANTED or newer.
use_jdk() {
    local home
    for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
        if [ -x "$home/bin/javac" ] && [ "$(jdk_version "$home")" -ge $JDK_WANTED ]; then
            export JAVA_HOME=$home PATH=$home/bin:$PATH
            export MAVEN_OPTS="${MAVEN_OPTS:---sun-misc-unsafe-memory-access=allow}"
            return 0
        fi
    done
    fail "no JDK of $JDK_WANTED or newer found in JAVA_HOME or /usr/lib/jvm; install the package openjdk-$JDK_WANTED-jdk" \
        "(Debian 13) or temurin-$JDK_WANTED-jdk (Adoptium), or set JAVA_HOME"
}

# Major version of the JDK in a folder; 0 when it has no release file.
jdk_version() {
    local line
    line=$(grep -s '^JAVA_VERSION=' "$1/release") || { echo 0; return; }
    line=${line#*\"}
    echo "${line%%[.\"+-]*}"
}

# Installs the Debian packages that are missing, given as command=package.
need_commands() {
    local pair missing=()
    for pair in "$@"; do
        have "${pair%%=*}" || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    install_packages "${missing[@]}"
}

install_packages() {
    have apt-get || fail "missing: $*; install them with this system's package tool"
    say "installing: $*"
    if ! apt_install "$@"; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || true
        apt_install "$@" || fail "apt-get could not install $*; see its words above"
    fi
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

# What building and running the platform takes.
need_platform_packages() {
    need_commands mvn=maven nft=nftables mkfs.ext4=e2fsprogs mmdebstrap=mmdebstrap git=git curl=curl jq=jq setpriv=util-linux \
        npm=npm node=nodejs
}

# What the tests drive besides: the real clients.
need_test_packages() {
    need_platform_packages
    need_commands busybox=busybox-static chromium=chromium skopeo=skopeo docker-registry=docker-registry umoci=umoci podman=podman \
        script=bsdutils python3=python3 ip=iproute2 strace=strace
    [ -e /usr/share/doc/busybox-static ] || install_packages busybox-static
    [ -e /usr/lib/python3/dist-packages/docker ] || install_packages python3-docker
    have docker || apt_install docker-cli || install_packages docker.io
}

need_service_user() {
    getent passwd "$SERVICE_USER" >/dev/null && return 0
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$SERVICE_USER"
}
