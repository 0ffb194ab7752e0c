package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was typed and what was answered, to be played again:
 *
 * <pre>
 * $ docker create busybox -> ID      run; what it prints is kept under a name
 * $ docker inspect -f '{{.Id}}' {ID}
 * {ID}                               expected: its output, then its errors
 * $~ docker wait …                   repeated until it answers as expected
 * …                                  any lines; within a line: any text
 * [1]                                the exit code, unless it is 0
 * </pre>
 */
final class Transcript {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Pattern INVOCATION = Pattern.compile("\\$(~?) (.*?)(?: -> (\\w+))?");
    private static final Pattern CODE = Pattern.compile("\\[(\\d+)]");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final String ANY = "…";

    private final List<Step> steps;

    /** @param keep name for what is printed, or "" */
    record Step(String line, boolean patient, String keep, List<String> expected, int exitCode) {}

    private Transcript(List<Step> steps) {
        this.steps = steps;
    }

    static Transcript parse(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            Matcher invocation = INVOCATION.matcher(lines.get(at++));
            if (!invocation.matches()) {
                continue;
            }
            List<String> expected = new ArrayList<>();
            while (at < lines.size() && !lines.get(at).startsWith("$")) {
                expected.add(lines.get(at++));
            }
            while (!expected.isEmpty() && expected.getLast().isEmpty()) {
                expected.removeLast();
            }
            Matcher code = CODE.matcher(expected.isEmpty() ? "" : expected.getLast());
            boolean coded = code.matches();
            if (coded) {
                expected.removeLast();
            }
            steps.add(new Step(
                    invocation.group(2),
                    !invocation.group(1).isEmpty(),
                    invocation.group(3) == null ? "" : invocation.group(3),
                    expected,
                    coded ? Integer.parseInt(code.group(1)) : 0));
        }
        return new Transcript(steps);
    }

    /** The invocations, as written. */
    List<String> lines() {
        return steps.stream().map(Step::line).toList();
    }

    /** Who answers the docker command: an engine of ours, or Docker's. */
    @FunctionalInterface
    interface Peer {
        Command docker(String... words);
    }

    /** Plays it; fails at the first answer that is another one. */
    void play(Peer engine, Map<String, String> given) {
        differences(engine, given, difference -> {
            throw new AssertionError(difference);
        });
    }

    /** Plays it to its end and hands on what was answered otherwise, each with its invocation in the first line. */
    void differences(Peer engine, Map<String, String> given, Consumer<String> found) {
        Map<String, String> names = new HashMap<>(given);
        for (Step step : steps) {
            Command answer = answer(engine, step, names);
            if (!step.keep.isEmpty()) {
                names.put(step.keep, answer.text());
                names.put(
                        step.keep + ":12",
                        answer.text().substring(0, Math.min(12, answer.text().length())));
            }
            if (!fits(step, answer, names)) {
                found.accept("$ " + step.line + "\n" + shown(answer) + "\nexpected:\n"
                        + filled(String.join("\n", step.expected), names) + "\n[" + step.exitCode + "]");
            }
        }
    }

    private static Command answer(Peer engine, Step step, Map<String, String> names) {
        String[] words = words(filled(step.line, names));
        long end = System.nanoTime() + SOON.toNanos();
        Command answer = engine.docker(words);
        while (step.patient && !fits(step, answer, names) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
            answer = engine.docker(words);
        }
        return answer;
    }

    /** The words behind "docker", quotes taken off. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
        }
        if (!words.removeFirst().equals("docker")) {
            throw new AssertionError("not the docker command: " + line);
        }
        return words.toArray(String[]::new);
    }

    private static boolean fits(Step step, Command answer, Map<String, String> names) {
        boolean kept = !step.keep.isEmpty() && step.expected.isEmpty();
        return answer.exitCode() == step.exitCode
                && (kept || pattern(step.expected, names).matcher(said(answer)).matches());
    }

    private static Pattern pattern(List<String> expected, Map<String, String> names) {
        StringBuilder pattern = new StringBuilder();
        for (String line : expected) {
            if (line.equals(ANY)) {
                pattern.append("(?:[^\n]*\n)*?");
                continue;
            }
            String[] parts = filled(line, names).split(ANY, -1);
            for (int i = 0; i < parts.length; i++) {
                pattern.append(i == 0 ? "" : "[^\n]*?").append(Pattern.quote(parts[i]));
            }
            pattern.append(" *\n");
        }
        return Pattern.compile(pattern.toString());
    }

    private static String said(Command answer) {
        String all = (answer.out() + answer.err()).replace("\r", "");
        return all.isEmpty() || all.endsWith("\n") ? all : all + "\n";
    }

    private static String shown(Command answer) {
        return said(answer) + "[" + answer.exitCode() + "]";
    }

    private static String filled(String text, Map<String, String> names) {
        String filled = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }
}
