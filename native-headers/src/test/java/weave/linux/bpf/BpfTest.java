package weave.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BpfTest {
    @Test
    void shouldCountCpusOfEveryRange() {
        assertEquals(1, Bpf.countOf("0"));
        assertEquals(4, Bpf.countOf("0-3"));
        assertEquals(6, Bpf.countOf("0-3,8,10"));
        assertEquals(8, Bpf.countOf("0-3,8-11"));
    }

    @Test
    void shouldHaveAtLeastTheCpusOfThisProcess() {
        assertTrue(Bpf.possibleCpus() >= Runtime.getRuntime().availableProcessors());
    }
}
