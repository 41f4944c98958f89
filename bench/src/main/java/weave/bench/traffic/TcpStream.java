package weave.bench.traffic;

import java.util.List;
import weave.bench.carrier.Ends;

/** TCP connections from left to right. */
interface TcpStream {
    /**
     * @param bytes that arrived, of all connections together
     * @param seconds in which they did
     * @param retransmits segments sent again, or -1 if nobody knows
     * @param gigabitsBySecond what was sent in each second, as far as known
     */
    record Result(long bytes, double seconds, long retransmits, List<Double> gigabitsBySecond) {
        double gigabitsPerSecond() {
            return bytes * 8 / seconds / 1e9;
        }
    }

    /** Sends as fast as it goes for this long, over so many connections at once. */
    Result run(Ends ends, int connections, int seconds);
}
