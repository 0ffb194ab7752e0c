# Where things are. Every value can be set from outside; the defaults are one platform named "slipway" on this host.

NAME=${SLIPWAY_NAME:-slipway}
[[ $NAME =~ ^[a-z][a-z0-9-]{0,20}$ ]] || fail "SLIPWAY_NAME '$NAME' is not a name: lower-case letters, digits and hyphens, at most 21"

DATA=${SLIPWAY_DATA_ROOT:-/var/lib/slipway/$NAME}
if [ "$NAME" = slipway ]; then RUN=/run/slipway; else RUN=/run/slipway-$NAME; fi
RUN=${SLIPWAY_RUN_ROOT:-$RUN}
DIST=$DATA/dist
LOG=$DATA/log

HTTP_HOST=${SLIPWAY_HTTP_HOST:-127.0.0.1}
HTTP_PORT=${SLIPWAY_HTTP_PORT:-8080}
APPS_DOMAIN=${SLIPWAY_APPS_DOMAIN:-localhost}
APPS_PORT=${SLIPWAY_APPS_PORT:-8000}
PUBLIC_URL=${SLIPWAY_PUBLIC_URL:-http://localhost:$HTTP_PORT}
GIT_PORT=${SLIPWAY_DEMO_GIT_PORT:-9418}

ENGINE_SOCKET=$RUN/engine.sock
TENANT_SOCKET=$RUN/tenant.sock

# The control plane never runs as root; this system user is made when missing and may only open tenant.sock.
SERVICE_USER=${SLIPWAY_USER:-slipway}

# Of the engine, the control plane and its database: nice(1) among processes, of which containers have 0; and how much of the processors
# they get before others where all are busy, as a multiple of what containers get together.
PLATFORM_NICE=${SLIPWAY_NICE:--5}
PLATFORM_WEIGHT=4

# Further options of the engine, such as "--builds 2 --build-disk 5g".
read -ra ENGINE_OPTIONS <<< "${SLIPWAY_ENGINE_OPTIONS:-}"

ENGINE_MAIN=dev.slipway.host.main.Main
# The first compiler for all but SHA-256 (see the file); low thresholds, so that methods do not stay in the slower form with counters.
ENGINE_COMPILER="-XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=$HERE/scripts/engine-compiler.json -XX:Tier4InvocationThreshold=210 -XX:Tier4MinInvocationThreshold=205 -XX:Tier4CompileThreshold=210 -XX:Tier4BackEdgeThreshold=5000"
# A virtual thread inside a system call holds its carrier: carriers to spare, whatever the number of processors.
ENGINE_JAVA_OPTS=${SLIPWAY_ENGINE_JAVA_OPTS:--XX:+UseSerialGC -Xms8m -Xmx128m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 $ENGINE_COMPILER -XX:+UseCompactObjectHeaders -Djdk.virtualThreadScheduler.parallelism=16}
# The same compiler: what is pushed to the registry is hashed while it arrives.
CONTROL_JAVA_OPTS=${SLIPWAY_CONTROL_JAVA_OPTS:--XX:+UseSerialGC -Xms16m -Xmx128m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 $ENGINE_COMPILER -XX:+UseCompactObjectHeaders -Xss512k -Dio.netty.allocator.numDirectArenas=1 -Dio.netty.allocator.numHeapArenas=1}
# The C library keeps a heap per thread otherwise, which costs tens of megabytes in a JVM.
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
