package weave.xdp.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfConstants.XDP_REDIRECT;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weave.linux.LinuxException;
import weave.testkit.Privileged;
import weave.testkit.Seed;

/** {@link RedirectToSocket} in the kernel against {@link RedirectModel} in plain Java. */
@Privileged
@Timeout(300)
class RedirectRandomTest {
    /** In each of two cases. */
    private static final int PACKETS = 500_000;

    /** So many packets in a row find a socket, or none. */
    private static final int RUN = 1000;

    /** Of each outcome, so that the packets are worth something. */
    private static final int OUTCOMES_MIN = PACKETS / 100;

    private static final List<byte[]> DESTINATIONS =
            Stream.of(
                            "10.0.0.1",
                            "10.0.0.1",
                            "10.0.0.2",
                            "10.0.0.3",
                            "10.0.0.4",
                            "2001:db8::1",
                            "2001:db8::1",
                            "2001:db8::2",
                            "2001:db8::3")
                    .map(OuterPacket::address)
                    .toList();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDecideAsTheModelDoesWhenPacketsAreRandom(boolean onlyWhole) {
        Random random = new Random(Seed.next(RedirectRandomTest.class));
        RandomPackets packets = new RandomPackets(random, DESTINATIONS);
        RedirectModel model = RedirectModel.ofTests(onlyWhole);
        try (RedirectToSocket program =
                        onlyWhole
                                ? RedirectToSocket.onlyWhole(
                                        OuterPacket.CONTROL_PORT, true, OuterPacket.MTU)
                                : new RedirectToSocket(OuterPacket.CONTROL_PORT, true);
                TestProgram loaded = new TestProgram(program)) {
            OuterPacket.own(program.addresses());
            boolean canCut = canCutFirstBuffer(loaded);
            Map<PacketOutcome, Long> expected = new EnumMap<>(program.outcomes());
            boolean hasSocket = false;
            for (int i = 0; i < PACKETS; i++) {
                if (i % RUN == 0) {
                    hasSocket = random.nextInt(3) > 0;
                    bind(loaded, hasSocket);
                }
                byte[] packet = packets.next();
                int visible = canCut ? packets.visible(packet.length) : packet.length;
                PacketOutcome outcome = model.decide(packet, visible, hasSocket);
                int verdict = outcome == PacketOutcome.REDIRECTED ? XDP_REDIRECT : XDP_PASS;
                assertVerdict(verdict, loaded, packet, visible);
                expected.merge(outcome, 1L, Long::sum);
            }
            assertEquals(expected, program.outcomes());
            assertEquals(onlyWhole, expected.remove(PacketOutcome.INCOMPLETE) > OUTCOMES_MIN);
            expected.forEach(
                    (outcome, count) -> assertTrue(count > OUTCOMES_MIN, outcome + ": " + count));
        }
    }

    private static void assertVerdict(
            int expected, TestProgram loaded, byte[] packet, int visible) {
        int verdict =
                visible == packet.length ? loaded.run(packet) : loaded.runCut(packet, visible);
        if (verdict != expected) {
            String text = HexFormat.of().formatHex(packet);
            throw new AssertionError(
                    "returned " + verdict + " for the first " + visible + " bytes of " + text);
        }
    }

    private static void bind(TestProgram loaded, boolean hasSocket) {
        if (hasSocket) {
            loaded.bind(0);
        } else {
            loaded.unbind(0);
        }
    }

    /** Linux 6.18; before, all that fits into a page is in the first one. */
    private static boolean canCutFirstBuffer(TestProgram loaded) {
        byte[] packet = new OuterPacket().bytes();
        try {
            loaded.runCut(packet, packet.length / 2);
            return true;
        } catch (LinuxException older) {
            return false;
        }
    }
}
