package weave.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import weave.bench.lab.BenchException;

class IperfTest {
    @Test
    void shouldReadWhatArrived() {
        TcpStream.Result result =
                Iperf.parse(
                        """
                        {"intervals": [{"sum": {"bits_per_second": 5e8}},
                                       {"sum": {"bits_per_second": 15e8}}],
                         "end": {"sum_sent": {"bytes": 9, "retransmits": 3},
                                 "sum_received": {"bytes": 250000000, "seconds": 2.0}}}
                        """);
        assertEquals(new TcpStream.Result(250_000_000, 2, 3, List.of(0.5, 1.5)), result);
        assertEquals(1, result.gigabitsPerSecond());
    }

    @Test
    void shouldSayWhatIperfComplainsOf() {
        BenchException refused =
                assertThrows(
                        BenchException.class,
                        () -> Iperf.parse("{\"end\": {}, \"error\": \"no route to host\"}"));
        assertEquals("iperf3: no route to host", refused.getMessage());
        assertThrows(BenchException.class, () -> Iperf.parse("Segmentation fault"));
    }
}
