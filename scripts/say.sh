# How the script speaks: progress to stderr, results to stdout, one clear sentence on failure.

say() { printf '%s\n' "$*" >&2; }

fail() {
    printf 'slipway: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs this script again as root, keeping the settings, when it is not root yet.
need_root() {
    [ "$(id -u)" -eq 0 ] && return 0
    have sudo || fail "'$1' makes namespaces and mounts and so needs root; run it as root or install the package sudo"
    exec sudo --preserve-env="$(compgen -e | grep -E '^(SLIPWAY_|JAVA_HOME$|MAVEN_|CI$|http|https|no_proxy)' | paste -sd, -)" \
        "$HERE/slipway" "$@"
}

# Seconds with one decimal since the moment given in nanoseconds.
since() {
    local tenths=$((($(date +%s%N) - $1) / 100000000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
