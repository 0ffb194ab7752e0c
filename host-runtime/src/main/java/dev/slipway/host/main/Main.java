package dev.slipway.host.main;

import dev.slipway.host.api.system.Host;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.ProcessorTurns;
import dev.slipway.host.main.doctor.Doctor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;

/** The engine's command line. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** {@code serve} (default), {@code down} or {@code check}; exit code 2 for a wrong command line, 1 for a host that does not let us. */
    public static void main(String[] words) throws InterruptedException {
        Tuning.apply();
        SuddenEnd.prepare();
        LogOutput.begin(System.getenv("SLIPWAY_DEBUG") == null ? Level.INFO : Level.ALL);
        try {
            run(Options.parse(List.of(words)));
        } catch (EngineException | KernelException e) {
            System.err.println("slipway-engine: " + e.getMessage());
            boolean misused =
                    e instanceof EngineException known && known.kind() == dev.slipway.host.base.ErrorKind.INVALID;
            System.exit(misused ? MISUSED : FAILED);
        }
    }

    private static void run(Options options) throws InterruptedException {
        switch (options.command()) {
            case HELP -> System.out.print(Options.USAGE);
            case VERSION -> System.out.println("slipway-engine " + Host.version());
            case CHECK -> check(options);
            case SERVE, REPLACE -> serve(options);
            case DOWN -> down(options);
        }
    }

    /** Prints what this machine has and lacks; exit code 1 when something needed is missing. */
    private static void check(Options options) {
        Doctor doctor =
                Doctor.examine(options.dataRoot(), options.runRoot(), options.routerBind(), options.routerPort());
        System.out.print(options.json() ? doctor.json() : doctor.text());
        System.out.flush();
        System.exit(doctor.healthy() ? 0 : FAILED);
    }

    /** Serves until the process is asked to end; containers go on without it. */
    private static void serve(Options options) throws InterruptedException {
        Doctor.requireKernel();
        ProcessorTurns.shorten();
        Tenure tenure = options.command() == Options.Command.REPLACE ? Tenure.replace(options) : Tenure.begin(options);
        Runtime.getRuntime().addShutdownHook(new Thread(tenure::stop));
        new CountDownLatch(1).await();
    }

    private static void down(Options options) {
        Doctor.requireKernel();
        try (EngineLock ignored = EngineLock.take(options.dataRoot(), Duration.ZERO)) {
            Engine.takeDown(options);
        }
    }
}
