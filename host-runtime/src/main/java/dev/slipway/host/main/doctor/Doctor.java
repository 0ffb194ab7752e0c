package dev.slipway.host.main.doctor;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.main.doctor.Finding.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs the checks. */
public final class Doctor {
    private final List<Finding> findings;

    private Doctor(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }

    /**
     * Looks at everything; nothing is changed and nothing thrown, a check that cannot be made is a finding too.
     *
     * @param routerPort must be free; 0 when it is not to be looked at
     */
    public static Doctor examine(Path dataRoot, Path runRoot, String routerAddress, int routerPort) {
        List<Finding> all = new ArrayList<>(KernelChecks.all());
        all.addAll(new StorageChecks(dataRoot, runRoot).all());
        all.addAll(MachineChecks.all());
        if (routerPort != 0) {
            all.add(MachineChecks.port(routerAddress, routerPort));
        }
        return new Doctor(all);
    }

    /**
     * What an engine looks at before it starts: the kernel only, which takes milliseconds.
     *
     * @throws EngineException UNAVAILABLE with one sentence for each thing that is missing
     */
    public static void requireKernel() {
        String missing = KernelChecks.all().stream()
                .filter(finding -> finding.state() == State.FAIL)
                .map(Finding::sentence)
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "this host cannot carry an engine: " + missing);
        }
    }

    public List<Finding> findings() {
        return findings;
    }

    /** Whether nothing needed is missing. */
    public boolean healthy() {
        return findings.stream().noneMatch(finding -> finding.state() == State.FAIL);
    }

    /** For a terminal. */
    public String text() {
        return findings.stream().map(finding -> finding.text() + "\n").collect(Collectors.joining());
    }

    /** One JSON object a line: check, state (ok, warn, fail), found, mend. */
    public String json() {
        return findings.stream()
                .map(finding -> Json.write(document(finding)) + "\n")
                .collect(Collectors.joining());
    }

    private static Map<String, String> document(Finding finding) {
        Map<String, String> document = new LinkedHashMap<>();
        document.put("check", finding.check());
        document.put("state", finding.state().name().toLowerCase(Locale.ROOT));
        document.put("found", finding.found());
        document.put("mend", finding.mend());
        return document;
    }
}
