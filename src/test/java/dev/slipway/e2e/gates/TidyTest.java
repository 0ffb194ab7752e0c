package dev.slipway.e2e.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of STYLE.md that a machine can hold: length, banned words with their replacement, links that lead somewhere. */
class TidyTest {
    private static final int MAX_LINES = 500;
    private static final long MAX_BYTES = 500_000;
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#|mailto:)([^)#\\s]+)[^)]*\\)");

    /** Banned in main code, with what to do instead. */
    private static final Map<String, String> BANNED = Map.of(
            "Thread.sleep(",
            "wait by condition with a deadline",
            "System.out",
            "log, or return a value",
            "printStackTrace",
            "throw, or log once at the edge",
            "catch (Throwable",
            "catch what can be handled",
            "\"sh\", \"-c\"",
            "an argument array without a shell",
            "FIX" + "ME",
            "an issue",
            "new Random(",
            "an injected source");

    /** Files that may use a banned word, each with its reason; this list may only shrink. */
    private static final Set<String> ALLOWED = Set.of(
            // its contract is to print to the terminal of the person who runs it
            "host-runtime/src/main/java/dev/slipway/host/main/Main.java: System.out",
            // the one place where a fault of ours reaches the log, with its stack
            "host-runtime/src/main/java/dev/slipway/host/main/LogOutput.java: printStackTrace",
            // Docker's default SHELL of a Dockerfile: it runs inside the container
            "host-runtime/src/main/java/dev/slipway/host/build/RunCommand.java: \"sh\", \"-c\"");

    @Test
    void noSourceFileIsLongerThanAPersonReads() {
        List<String> long_ = SourceTree.files(".java").stream()
                .filter(file -> SourceTree.lines(file).size() > MAX_LINES)
                .map(file ->
                        SourceTree.name(file) + " has " + SourceTree.lines(file).size() + " lines")
                .toList();
        assertEquals(List.of(), long_);
    }

    @Test
    void bannedWordsAreNotUsed() {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files(".java")) {
            String name = SourceTree.name(file);
            if (!name.contains("/src/main/")) {
                continue;
            }
            String text = SourceTree.read(file);
            BANNED.forEach((word, instead) -> {
                if (text.contains(word) && !ALLOWED.contains(name + ": " + word)) {
                    found.add(name + " uses " + word + "; instead: " + instead);
                }
            });
        }
        assertEquals(List.of(), found);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Set<Path> packages = SourceTree.files(".java").stream()
                .filter(file -> SourceTree.name(file).contains("/src/main/java/"))
                .map(Path::getParent)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> silent = packages.stream()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(SourceTree::name)
                .toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void everyLinkInADocumentLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : SourceTree.files(".md")) {
            Matcher link = LINK.matcher(SourceTree.read(file));
            while (link.find()) {
                if (!Files.exists(file.resolveSibling(link.group(1)))) {
                    broken.add(SourceTree.name(file) + " -> " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void nothingLargeAndNoStrayProgramIsCheckedIn() throws IOException {
        List<String> odd = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            if (Files.size(file) > MAX_BYTES) {
                odd.add(SourceTree.name(file) + " is larger than 500 kB");
            }
            if (Files.isExecutable(file) && !startsAsScript(file)) {
                odd.add(SourceTree.name(file) + " is executable but no script");
            }
        }
        assertEquals(List.of(), odd);
    }

    @Test
    void noLineEndsInBlanksAndNoTabIndents() {
        List<String> found = SourceTree.files().stream()
                .filter(file -> Stream.of(".java", ".js", ".mjs", ".css", ".sh", ".md", ".properties", ".sql")
                        .anyMatch(file.toString()::endsWith))
                .filter(file -> SourceTree.lines(file).stream().anyMatch(line -> line.matches(".*[ \\t]$|^\\t.*")))
                .map(SourceTree::name)
                .toList();
        assertEquals(List.of(), found);
    }

    private static boolean startsAsScript(Path file) throws IOException {
        byte[] head = Files.readAllBytes(file);
        return head.length > 1 && head[0] == '#' && head[1] == '!';
    }
}
