package weave.bench.lab;

/** The two ends of a measurement: the left one sends. */
public enum Side {
    LEFT(1),
    RIGHT(2);

    private final int number;

    Side(int number) {
        this.number = number;
    }

    /** 1 or 2: the last part of addresses. */
    public int number() {
        return number;
    }

    public Side other() {
        return this == LEFT ? RIGHT : LEFT;
    }
}
