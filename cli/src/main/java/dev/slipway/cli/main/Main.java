package dev.slipway.cli.main;

import dev.slipway.cli.command.Slipway;
import dev.slipway.cli.tty.Terminals;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Clock;

/** The command line {@code slipway}. */
public final class Main {

    private Main() {}

    /** Runs one command and exits. */
    public static void main(String... arguments) {
        Slipway slipway = new Slipway(
                System.getenv(),
                Terminals.ofProcess(),
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Clock.systemUTC());
        System.exit(slipway.run(arguments));
    }
}
