package weave.core.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TuningTest {
    @Test
    void shouldBindNobodyWhenNoProcessorIsGiven() {
        assertEquals(List.of(), Tuning.defaults().cpusOf(0, 1));
        assertEquals(List.of(), Tuning.defaults().cpusOf(1, 2));
    }

    @Test
    void shouldDealProcessorsOutInTurn() {
        Tuning three = Tuning.builder().cpus(List.of(7, 3, 5)).build();
        assertEquals(List.of(7, 3, 5), three.cpusOf(0, 1));
        assertEquals(List.of(7, 5), three.cpusOf(0, 2));
        assertEquals(List.of(3), three.cpusOf(1, 2));
        assertEquals(List.of(5), three.cpusOf(2, 4));
        assertEquals(List.of(7), three.cpusOf(3, 4));
    }
}
