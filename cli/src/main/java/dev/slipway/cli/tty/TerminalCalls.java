package dev.slipway.cli.tty;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;

/** The four functions of the C library that deal with terminals: termios(3) and ioctl_tty(2). */
final class TerminalCalls {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private TerminalCalls() {}

    /** {@code int tcgetattr(int, struct termios *)}. */
    public interface Get {
        int call(int descriptor, MemorySegment termios);
    }

    /** {@code int tcsetattr(int, int, const struct termios *)}. */
    public interface Set {
        int call(int descriptor, int when, MemorySegment termios);
    }

    /** {@code void cfmakeraw(struct termios *)}. */
    public interface MakeRaw {
        void call(MemorySegment termios);
    }

    /** {@code int ioctl(int, unsigned long, ...)}. */
    public interface Control {
        int call(int descriptor, long request, MemorySegment argument);
    }

    static Get tcgetattr() {
        return bind(Get.class, "tcgetattr", descriptor(INT, POINTER));
    }

    static Set tcsetattr() {
        return bind(Set.class, "tcsetattr", descriptor(INT, INT, POINTER));
    }

    static MakeRaw cfmakeraw() {
        return bind(MakeRaw.class, "cfmakeraw", FunctionDescriptor.ofVoid(POINTER));
    }

    static Control ioctl() {
        return bind(
                Control.class,
                "ioctl",
                descriptor(INT, ValueLayout.JAVA_LONG, POINTER),
                Linker.Option.firstVariadicArg(2));
    }

    private static FunctionDescriptor descriptor(MemoryLayout... arguments) {
        return FunctionDescriptor.of(INT, arguments);
    }

    @SuppressWarnings("restricted") // the launcher enables native access
    private static <T> T bind(Class<T> shape, String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MethodHandle handle = LINKER.downcallHandle(LIBRARY.findOrThrow(name), descriptor, options);
        return MethodHandleProxies.asInterfaceInstance(shape, handle);
    }
}
