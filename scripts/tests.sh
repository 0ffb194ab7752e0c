# Everything that proves the platform, in one run.

run_tests() {
    need_test_packages
    need_service_user
    use_jdk
    cd "$HERE"
    rm -rf ./*/target/surefire-reports src/test/target/surefire-reports
    local status=0
    # A failed test must not keep the later modules from being tested; the count below fails the run.
    mvn -B --fail-at-end -Dmaven.test.failure.ignore=true verify "$@" || status=$?
    count_tests || status=1
    return $status
}

# Sums what the test runners reported; the closing line is for people and machines.
count_tests() {
    local total=0 failed=0 skipped=0 tests errors failures skips
    while read -r tests errors skips failures; do
        total=$((total + tests)) failed=$((failed + errors + failures)) skipped=$((skipped + skips))
    done < <(find . -path ./node_modules -prune -o -path '*-reports/TEST-*.xml' -print0 |
        xargs -0 -r grep -h -m1 -A12 '<testsuite ' | tr '\n' ' ' | sed 's/<testsuite /\n&/g' |
        sed -nE 's/.* tests="([0-9]+)".* errors="([0-9]+)".* skipped="([0-9]+)".* failures="([0-9]+)".*/\1 \2 \3 \4/p')
    printf '\n%d passed, %d failed, %d skipped\n' $((total - failed - skipped)) "$failed" "$skipped"
    [ "$failed" -eq 0 ] && [ "$total" -gt 0 ]
}

# `bench start` runs StartBench; without a name, all of them.
run_benchmarks() {
    local name=${1:-}
    need_test_packages
    need_commands runc=runc dockerd=docker.io iptables=iptables buildah=buildah nginx=nginx-light wrk=wrk
    need_service_user
    use_jdk
    build
    cd "$HERE"
    mvn -q -B -Dquick -pl src/test -DskipTests=false -Dgroups=bench -DexcludedGroups= -Dtest="${name^}*Bench" test
}
