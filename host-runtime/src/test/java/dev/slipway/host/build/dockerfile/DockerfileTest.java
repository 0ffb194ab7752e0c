package dev.slipway.host.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.build.dockerfile.Instruction.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    @Test
    void readsStagesAndTheirNames() {
        // Given
        String text = """
                # syntax=docker/dockerfile:1

                ARG VERSION=12
                FROM --platform=linux/amd64 debian:$VERSION AS Build
                RUN make
                FROM scratch
                COPY --from=build /app /
                """;

        // When
        Dockerfile file = Dockerfile.parse(text);

        // Then
        assertEquals(1, file.arguments().size());
        assertEquals(2, file.stages().size());
        Instruction.From from = file.stages().getFirst().from();
        assertEquals("debian:$VERSION", from.image());
        assertEquals("linux/amd64", from.platform());
        assertEquals("build", from.name());
        assertEquals(4, from.line());
        assertEquals(0, file.stage("BUILD").orElseThrow().index());
        assertEquals(1, file.stage("1").orElseThrow().index());
        assertTrue(file.stage("other").isEmpty());
    }

    @Test
    void joinsContinuationLinesAndDropsCommentsBetweenThem() {
        // Given
        String text =
                "FROM scratch\nRUN apt-get update \\\n  # why\n\n  && apt-get install -y \\  \n    curl\nUSER app\n";

        // When
        List<Instruction> steps = steps(text);

        // Then
        Instruction.Run run = assertInstanceOf(Instruction.Run.class, steps.getFirst());
        assertEquals("RUN apt-get update   && apt-get install -y     curl", run.source());
        assertEquals(2, run.line());
        assertEquals(7, steps.get(1).line());
    }

    @Test
    void aDoubledEscapeAtTheEndOfALineIsNoContinuation() {
        assertEquals(
                "RUN echo a\\\\",
                steps("FROM scratch\nRUN echo a\\\\\nUSER b").getFirst().source());
    }

    @Test
    void theEscapeDirectiveChangesTheContinuationMark() {
        // Given
        String text = "# escape=`\nFROM scratch\nRUN dir `\n c:\\\n";

        // When
        Dockerfile file = Dockerfile.parse(text);

        // Then
        assertEquals('`', file.escape());
        assertEquals(
                "RUN dir  c:\\", file.stages().getFirst().steps().getFirst().source());
    }

    @Test
    void aDirectiveAfterACommentIsAComment() {
        assertEquals('\\', Dockerfile.parse("# hello\n# escape=`\nFROM scratch").escape());
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertEquals(
                "scratch",
                Dockerfile.parse("\uFEFFFROM scratch")
                        .stages()
                        .getFirst()
                        .from()
                        .image());
    }

    @Test
    void runTakesHereDocuments() {
        // Given
        String text = """
                FROM scratch
                RUN <<EOF
                echo "a \\
                # not a comment
                EOF
                RUN cat <<-'A' <<B
                \tx $y
                \tA
                z
                B
                USER last
                """;

        // When
        List<Instruction> steps = steps(text);

        // Then
        Instruction.Run first = (Instruction.Run) steps.getFirst();
        assertEquals(List.of(new Heredoc("EOF", true, false, "echo \"a \\\n# not a comment\n")), first.heredocs());
        Instruction.Run second = (Instruction.Run) steps.get(1);
        assertEquals(
                List.of(new Heredoc("A", false, true, "x $y\n"), new Heredoc("B", true, false, "z\n")),
                second.heredocs());
        assertEquals(11, steps.get(2).line());
    }

    @Test
    void copyTakesHereDocumentsAsFiles() {
        Instruction.Copy copy =
                (Instruction.Copy) steps("FROM scratch\nCOPY --chmod=755 a <<run.sh /bin/\n#!/bin/sh\nrun.sh\n")
                        .getFirst();
        assertEquals(List.of("a"), copy.sources());
        assertEquals("run.sh", copy.files().getFirst().name());
        assertEquals("/bin/", copy.destination());
        assertEquals("755", copy.options().chmod());
    }

    @Test
    void copyReadsFlagsAndTheJsonForm() {
        // Given
        String text =
                "FROM scratch\nCOPY --from=0 --chown=app:app --link --exclude=*.md --exclude=x [\"a b\", \"c\", \"/d e/\"]";

        // When
        Instruction.Copy copy = (Instruction.Copy) steps(text).getFirst();

        // Then
        assertEquals(List.of("a b", "c"), copy.sources());
        assertEquals("/d e/", copy.destination());
        assertEquals("0", copy.options().from());
        assertEquals("app:app", copy.options().chown());
        assertEquals(List.of("*.md", "x"), copy.options().excludes());
    }

    @Test
    void execAndShellFormsAreToldApart() {
        List<Instruction> steps = steps("""
                FROM scratch
                CMD ["a", "b c"]
                CMD a "b c"
                CMD [ -f x ] && y
                ENTRYPOINT []
                CMD ['a']
                """);
        assertEquals(Command.exec(List.of("a", "b c")), ((Instruction.Cmd) steps.getFirst()).command());
        assertEquals(Command.line("a \"b c\""), ((Instruction.Cmd) steps.get(1)).command());
        assertEquals(Command.line("[ -f x ] && y"), ((Instruction.Cmd) steps.get(2)).command());
        assertEquals(Command.exec(List.of()), ((Instruction.Entrypoint) steps.get(3)).command());
        assertTrue(((Instruction.Cmd) steps.get(4)).command().shell());
        assertEquals(List.of("/bin/sh", "-c", "x"), Command.line("x").argv(List.of("/bin/sh", "-c")));
    }

    @Test
    void envReadsBothForms() {
        assertEquals(List.of(new Variable("a", "b c  d")), env("ENV a b c  d"));
        assertEquals(List.of(new Variable("a", "")), env("ENV a="));
        assertEquals(
                List.of(new Variable("a", "\"b c\""), new Variable("d", "e\\ f"), new Variable("g", "'h i'")),
                env("ENV a=\"b c\" d=e\\ f g='h i'"));
    }

    @Test
    void argMayHaveNoDefaultAndSeveralNames() {
        Instruction.Arg arg =
                (Instruction.Arg) steps("FROM scratch\nARG a b=c d=").getFirst();
        assertEquals(List.of(new Variable("a", null), new Variable("b", "c"), new Variable("d", "")), arg.variables());
    }

    @Test
    void healthChecksHaveTimesAndACommand() {
        // Given
        String text =
                "FROM scratch\nHEALTHCHECK --interval=1m30s --timeout=300ms --start-period=0s --retries=4 CMD curl -f x || exit 1";

        // When
        Instruction.Healthcheck check = (Instruction.Healthcheck) steps(text).getFirst();

        // Then
        assertEquals(List.of("CMD-SHELL", "curl -f x || exit 1"), check.health().test());
        assertEquals(90_000_000_000L, check.health().interval());
        assertEquals(300_000_000L, check.health().timeout());
        assertNull(check.health().startPeriod());
        assertEquals(4, check.health().retries());
    }

    @Test
    void theOtherInstructionsAreRead() {
        List<Instruction> steps = steps("""
                FROM scratch
                expose 80/tcp 443
                VOLUME /data /more
                VOLUME ["/a b"]
                SHELL ["/bin/bash", "-c"]
                STOPSIGNAL SIGINT
                ONBUILD RUN make
                MAINTAINER A B <a@b>
                WORKDIR /a b
                USER app:app
                HEALTHCHECK NONE
                LABEL a.b="c d" e=f
                """);
        assertEquals(List.of("443", "80/tcp"), ((Instruction.Expose) steps.getFirst()).ports());
        assertEquals(List.of("/data", "/more"), ((Instruction.Volume) steps.get(1)).paths());
        assertEquals(List.of("/a b"), ((Instruction.Volume) steps.get(2)).paths());
        assertEquals(List.of("/bin/bash", "-c"), ((Instruction.Shell) steps.get(3)).words());
        assertEquals("SIGINT", ((Instruction.StopSignal) steps.get(4)).signal());
        assertEquals("RUN make", ((Instruction.OnBuild) steps.get(5)).trigger());
        assertEquals("A B <a@b>", ((Instruction.Maintainer) steps.get(6)).name());
        assertEquals("/a b", ((Instruction.Workdir) steps.get(7)).path());
        assertEquals("app:app", ((Instruction.User) steps.get(8)).user());
        assertEquals(
                List.of("NONE"),
                ((Instruction.Healthcheck) steps.get(9)).health().test());
        assertEquals(2, ((Instruction.Label) steps.get(10)).labels().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    RNU x                        | dockerfile parse error on line 2: unknown instruction: RNU (did you mean RUN?)
                    whatever x                   | dockerfile parse error on line 2: unknown instruction: whatever
                    FROM a b                     | dockerfile parse error on line 2: FROM requires either one or three arguments
                    FROM a AS 1b                 | dockerfile parse error on line 2: invalid name for build stage: "1b", name can't start with a number or contain symbols
                    COPY a                       | dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined
                    COPY --bad a b               | dockerfile parse error on line 2: unknown flag: --bad
                    ADD --from=x a b             | dockerfile parse error on line 2: unknown flag: --from
                    COPY --from=x --from=y a b   | dockerfile parse error on line 2: Duplicate flag specified: from
                    RUN                          | dockerfile parse error on line 2: RUN requires at least one argument
                    ENV                          | dockerfile parse error on line 2: ENV requires at least one argument
                    ENV a                        | dockerfile parse error on line 2: ENV must have two arguments
                    ENV a=b c                    | dockerfile parse error on line 2: Syntax error - can't find = in "c". Must be of the form: name=value
                    ENV =b                       | dockerfile parse error on line 2: ENV names can not be blank
                    ARG =b                       | dockerfile parse error on line 2: ARG names can not be blank
                    WORKDIR                      | dockerfile parse error on line 2: WORKDIR requires exactly one argument
                    SHELL /bin/sh                | dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form
                    CMD ["a", 1]                 | dockerfile parse error on line 2: only string type is allowed in JSON format arrays
                    HEALTHCHECK FOO              | dockerfile parse error on line 2: Unknown type "FOO" in HEALTHCHECK (try CMD)
                    HEALTHCHECK CMD              | dockerfile parse error on line 2: Missing command after HEALTHCHECK CMD
                    HEALTHCHECK --interval=x CMD a | dockerfile parse error on line 2: time: invalid duration "x"
                    HEALTHCHECK --interval=1us CMD a | dockerfile parse error on line 2: Interval "interval" cannot be less than 1ms
                    ONBUILD FROM x               | dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger
                    ONBUILD ONBUILD RUN x        | dockerfile parse error on line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
                    RUN <<EOF                    | dockerfile parse error on line 2: unterminated heredoc
                    """)
    void mistakesAreNamedWithTheirLine(String line, String message) {
        EngineException e = assertThrows(EngineException.class, () -> Dockerfile.parse("FROM scratch\n" + line + "\n"));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RUN x          | dockerfile parse error on line 1: no build stage in current context
                    ARG x          | dockerfile parse error: no build stage in current context
                    # only         | file with no instructions
                    # escape=x     | dockerfile parse error on line 1: invalid ESCAPE 'x'. Must be ` or \\
                    """)
    void aFileWithoutAStageIsRefused(String text, String message) {
        assertEquals(
                message,
                assertThrows(EngineException.class, () -> Dockerfile.parse(text))
                        .getMessage());
    }

    @Test
    void aDirectiveGivenTwiceIsRefused() {
        EngineException e =
                assertThrows(EngineException.class, () -> Dockerfile.parse("# escape=\\\n# escape=`\nFROM scratch"));
        assertEquals("dockerfile parse error on line 2: only one escape parser directive can be used", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN a\\", "RUN a\\\n\n# end", "RUN a # no comment", "COPY a b # c"})
    void unusualEndsAreRead(String line) {
        assertEquals(1, steps("FROM scratch\n" + line).size());
    }

    @Test
    void triggersOfABaseImageAreRead() {
        assertInstanceOf(Instruction.Copy.class, Dockerfile.parseTrigger("COPY . /app"));
        assertThrows(EngineException.class, () -> Dockerfile.parseTrigger("RUN a\nRUN b"));
    }

    private static List<Variable> env(String line) {
        return ((Instruction.Env) steps("FROM scratch\n" + line).getFirst()).variables();
    }

    private static List<Instruction> steps(String text) {
        return Dockerfile.parse(text).stages().getFirst().steps();
    }
}
