package weave.bench.traffic;

import weave.bench.carrier.Ends;

/** One TCP connection from left to right. */
interface TcpStream {
    /**
     * @param bytes that arrived
     * @param seconds in which they did
     * @param retransmits segments sent again, or -1 if nobody knows
     */
    record Result(long bytes, double seconds, long retransmits) {
        double gigabitsPerSecond() {
            return bytes * 8 / seconds / 1e9;
        }
    }

    /** Sends as fast as it goes for this long. */
    Result run(Ends ends, int seconds);
}
