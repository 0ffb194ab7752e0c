package dev.slipway.recording;

/** A terminal that must be recorded and cannot be any more. */
public final class RecordingFull extends RuntimeException {

    RecordingFull(long most) {
        super("the recording of this terminal has reached " + most
                + " bytes and the terminal ends with it; open a new one");
    }
}
