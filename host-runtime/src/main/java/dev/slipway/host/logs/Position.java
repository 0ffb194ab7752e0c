package dev.slipway.host.logs;

/** A place between messages: before record {@code record} of segment {@code segment}; segment 0 is before all. */
record Position(int segment, int record) implements Comparable<Position> {
    static final Position START = new Position(0, 0);

    /** After everything that will ever come. */
    static final Position NEVER = new Position(Integer.MAX_VALUE, 0);

    @Override
    public int compareTo(Position other) {
        return segment == other.segment
                ? Integer.compare(record, other.record)
                : Integer.compare(segment, other.segment);
    }
}
