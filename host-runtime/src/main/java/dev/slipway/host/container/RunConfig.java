package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig.Health;
import dev.slipway.host.image.ImageConfig.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a container runs: the caller's wishes over the image's defaults, by Docker's rules. Pure. */
final class RunConfig {
    private RunConfig() {}

    /** @throws EngineException INVALID {@code no command specified} */
    static Run merge(ContainerConfig wish, Run image) {
        boolean ownEntrypoint = wish.entrypoint() != null && !wish.entrypoint().isEmpty();
        List<String> cmd = wish.cmd();
        // An own entrypoint also switches the image's arguments off.
        if (!ownEntrypoint && (cmd == null || cmd.isEmpty())) {
            cmd = image.cmd();
        }
        List<String> entrypoint = wish.entrypoint() == null ? image.entrypoint() : wish.entrypoint();
        if (List.of("").equals(entrypoint)) {
            entrypoint = null;
        }
        if (empty(cmd) && empty(entrypoint)) {
            throw EngineException.invalid("no command specified");
        }
        return new Run(
                first(wish.user(), image.user()),
                union(image.exposedPorts(), wish.exposedPorts()),
                env(wish.env(), image.env()),
                entrypoint,
                cmd,
                union(image.volumes(), wish.volumes()),
                first(wish.workingDir(), image.workingDir()),
                union(image.labels(), wish.labels()),
                first(wish.stopSignal(), image.stopSignal()),
                wish.stopTimeout() == null ? image.stopTimeout() : wish.stopTimeout(),
                image.shell(),
                image.onBuild(),
                health(wish.healthcheck(), image.healthcheck()));
    }

    /** Entrypoint and arguments as one argv. */
    static List<String> argv(Run run) {
        List<String> argv = new ArrayList<>();
        if (run.entrypoint() != null) {
            argv.addAll(run.entrypoint());
        }
        if (run.cmd() != null) {
            argv.addAll(run.cmd());
        }
        return argv;
    }

    private static List<String> env(@Nullable List<String> wish, @Nullable List<String> image) {
        List<String> env = new ArrayList<>(wish == null ? List.of() : wish);
        Set<String> named = env.stream().map(RunConfig::name).collect(Collectors.toSet());
        if (image != null) {
            image.stream().filter(e -> !named.contains(name(e))).forEach(env::add);
        }
        return env;
    }

    private static String name(String assignment) {
        int equals = assignment.indexOf('=');
        return equals < 0 ? assignment : assignment.substring(0, equals);
    }

    private static @Nullable Health health(@Nullable Health wish, @Nullable Health image) {
        if (wish == null || image == null) {
            return wish == null ? image : wish;
        }
        return new Health(
                empty(wish.test()) ? image.test() : wish.test(),
                set(wish.interval()) ? wish.interval() : image.interval(),
                set(wish.timeout()) ? wish.timeout() : image.timeout(),
                set(wish.startPeriod()) ? wish.startPeriod() : image.startPeriod(),
                set(wish.startInterval()) ? wish.startInterval() : image.startInterval(),
                set(wish.retries()) ? wish.retries() : image.retries());
    }

    private static boolean set(@Nullable Number number) {
        return number != null && number.longValue() != 0;
    }

    private static boolean empty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }

    private static @Nullable String first(@Nullable String wish, @Nullable String image) {
        return wish == null || wish.isEmpty() ? image : wish;
    }

    private static <V> @Nullable Map<String, V> union(@Nullable Map<String, V> image, @Nullable Map<String, V> wish) {
        if (image == null || wish == null) {
            return image == null ? wish : image;
        }
        Map<String, V> union = new LinkedHashMap<>(image);
        union.putAll(wish);
        return union;
    }
}
