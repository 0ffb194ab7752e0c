package dev.slipway.host.launch;

import org.jspecify.annotations.Nullable;

/** A place in a {@link Section} that operations can jump to; placed once with {@link Section#place}. */
public final class Label {
    private final String name;
    private @Nullable Operation target;

    public Label(String name) {
        this.name = name;
    }

    void bind(Operation operation) {
        if (target != null) {
            throw new IllegalStateException("label '" + name + "' is placed twice");
        }
        target = operation;
    }

    Operation target() {
        if (target == null) {
            throw new IllegalStateException("label '" + name + "' is jumped to and placed nowhere");
        }
        return target;
    }
}
