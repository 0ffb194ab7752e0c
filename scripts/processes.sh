# Long-running processes: started apart from the terminal, found again by pid file, ended by pid alone.

# start NAME COMMAND…: runs it in a session of its own with output appended to the log.
start() {
    local name=$1
    shift
    mkdir -p "$RUN" "$LOG"
    setsid "$@" >>"$LOG/$name.log" 2>&1 </dev/null &
    echo $! >"$RUN/$name.pid"
}

# Like start, for what every app and every person waits for. On a busy processor it has its turn before containers, which the engine
# puts into groups of their own: by its nice value, and by a group without which it would share one turn with all of its session.
start_first() {
    local name=$1 group
    shift
    group=$(platform_group) || group=
    (
        [ -z "$group" ] || echo "$BASHPID" >"$group/cgroup.procs" || say "the $name has no control group of its own"
        start "$name" nice -n "$PLATFORM_NICE" "$@"
    )
}

# The control group of the platform's own processes, made when missing; fails where control groups cannot be made.
platform_group() {
    local root file weight name=${RUN##*/}-platform
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        root=/sys/fs/cgroup file=cpu.weight weight=$((PLATFORM_WEIGHT * 100))
        echo +cpu >$root/cgroup.subtree_control || return 1
    else
        root=$(awk '$3 == "cgroup" && "," $4 "," ~ /,cpu,/ {print $2; exit}' /proc/mounts)
        file=cpu.shares weight=$((PLATFORM_WEIGHT * 1024 * $(nproc)))
    fi
    [ -n "$root" ] && mkdir -p "$root/$name" && echo "$weight" >"$root/$name/$file" || return 1
    echo "$root/$name"
} 2>/dev/null

# Takes it away when nothing runs in it any more.
remove_platform_group() {
    local group
    group=$(platform_group) || return 0
    rmdir "$group" 2>/dev/null || true
}

# The pid of a process started as NAME, when it still is that process.
pid_of() {
    local pid
    pid=$(cat "$RUN/$1.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ -d "/proc/$pid" ] && ! grep -qs '^State:.Z' "/proc/$pid/status" || return 1
    # A pid is used again after a while: ours carry the name of what they are on their command line.
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$DATA" || return 1
    echo "$pid"
}

# Whether a process of ours has PATH on its command line.
runs_from() {
    local name pid
    for name in engine control; do
        pid=$(pid_of "$name") && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$1/" && return 0
    done
    return 1
}

running() { pid_of "$1" >/dev/null; }

# stop NAME: SIGTERM, and SIGKILL after 20 seconds.
stop() {
    local pid tries=200
    if pid=$(pid_of "$1"); then
        kill -TERM "$pid" 2>/dev/null || true
        while [ -d "/proc/$pid" ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
        [ -d "/proc/$pid" ] && kill -KILL "$pid" 2>/dev/null
    fi
    rm -f "$RUN/$1.pid"
}

# await NAME SECONDS COMMAND…: until the command succeeds, the process ends, or time is up.
await() {
    local name=$1 deadline=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        running "$name" || { tail -n 15 "$LOG/$name.log" >&2; fail "the $name ended while starting; see $LOG/$name.log"; }
        [ $SECONDS -lt $deadline ] || { tail -n 15 "$LOG/$name.log" >&2; fail "the $name is not ready in time; see $LOG/$name.log"; }
        sleep 0.1
    done
}

# Resident memory of a process in KiB.
rss_of() { awk '/^VmRSS/ {print $2}' "/proc/$1/status" 2>/dev/null || echo 0; }
