package dev.slipway.cli.output;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * What goes on, below the lines that pass: a spinner, what is being done and for how long. On anything but a terminal only
 * the lines are printed.
 */
public final class Progress implements AutoCloseable {

    private static final String[] TURNS = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final Duration TURN = Duration.ofMillis(120);
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final Style style;
    private final boolean alive;
    private final long begun = System.nanoTime();
    private String doing = "";
    private int turn;
    private boolean closed;

    /** Begins; {@code alive} when {@code out} is a terminal. */
    public Progress(PrintWriter out, Style style, boolean alive) {
        this.out = out;
        this.style = style;
        this.alive = alive;
        if (alive) {
            Thread.ofVirtual().name("progress").start(this::turn);
        }
    }

    /** Says what is being done from now on. */
    public synchronized void doing(String what) {
        doing = what;
        draw();
    }

    /** Prints a line that stays. */
    public synchronized void line(String text) {
        if (alive) {
            out.print(ERASE);
        }
        out.println(text);
        draw();
        out.flush();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (alive) {
            out.print(ERASE);
            out.flush();
        }
        notifyAll();
    }

    private synchronized void turn() {
        try {
            while (!closed) {
                turn++;
                draw();
                wait(TURN.toMillis());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        if (!alive || closed || doing.isEmpty()) {
            return;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        String clock = "%d:%02d".formatted(seconds / 60, seconds % 60);
        out.print(ERASE + TURNS[turn % TURNS.length] + " " + doing + " " + style.faint(clock));
        out.flush();
    }
}
