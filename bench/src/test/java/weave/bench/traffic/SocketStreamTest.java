package weave.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import weave.bench.carrier.Ends;
import weave.bench.carrier.RawVeth;
import weave.bench.lab.Lab;
import weave.testkit.Privileged;

@Privileged
class SocketStreamTest {
    @Test
    void shouldCountWhatAllConnectionsCarry() {
        try (Lab lab = Lab.open("sockets", 1500)) {
            Ends ends = new RawVeth().up(lab);
            TcpStream.Result result = new SocketStream().run(ends, 3, 1);
            assertTrue(result.bytes() > 0 && result.seconds() >= 1, result::toString);
        }
    }
}
