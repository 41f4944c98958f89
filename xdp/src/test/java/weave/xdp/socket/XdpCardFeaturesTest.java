package weave.xdp.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.linux.LinuxException;
import weave.testkit.InNewerKernelLab;
import weave.testkit.Seed;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.XdpFeatures.Feature;

/** What is found out about network cards by trying is what they then do. */
@InNewerKernelLab
@Timeout(150)
class XdpCardFeaturesTest {
    private static final int JUMBO_MTU = 9_000;
    private static final int ETHERNET = 14;
    private static final int CHECKSUMMED = 34;
    private static final int CHECKSUM = 16;
    private static final int UNSUMMED_LENGTH = 400;
    private static final int FRAMES = 20;

    private final Random random = new Random(Seed.next(XdpCardFeaturesTest.class));

    @ParameterizedTest
    @EnumSource
    void shouldDoWhatTheProbeSays(Feature feature) throws Exception {
        int mtu = feature == Feature.MULTI_BUFFER ? JUMBO_MTU : 1_500;
        try (LinkPair pair = LinkPair.ofCards(mtu)) {
            XdpFeatures features =
                    pair.left.namespace.call(() -> XdpFeatures.probe(pair.left.config(0)));
            String reason = features.reason(feature);
            System.out.println(feature.label() + ": " + (reason == null ? "yes" : reason));
            pair.attach(XdpMode.DRIVER, 1);
            if (features.has(feature)) {
                carry(pair, feature, mtu);
            } else {
                assertRefused(pair, feature, reason);
            }
            assertZeroCopy(pair, features.has(Feature.ZERO_COPY));
        }
    }

    private void carry(LinkPair pair, Feature feature, int mtu) throws Exception {
        boolean hasMetadata = feature == Feature.METADATA;
        Umem umem = new Umem(Station.FRAMES, Station.FRAME_SIZE, false, hasMetadata);
        try (Station left = new Station(pair.left, with(feature, pair.left), umem, true);
                Station right = new Station(pair.right, with(feature, pair.right))) {
            for (int i = 0; i < FRAMES; i++) {
                byte[] there = frame(random.nextInt(60, mtu + ETHERNET + 1));
                left.send(there);
                assertArrayEquals(there, right.receive());
                byte[] back = frame(random.nextInt(60, mtu + ETHERNET + 1));
                right.send(back);
                assertArrayEquals(back, left.receive());
            }
            if (hasMetadata) {
                leaveChecksums(left, right);
            }
        }
    }

    /**
     * That memory is taken with metadata does not say that the driver's way of sending heeds it.
     */
    private void leaveChecksums(Station left, Station right) {
        int computed = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = frame(UNSUMMED_LENGTH);
            frame[CHECKSUMMED + CHECKSUM] = 0;
            frame[CHECKSUMMED + CHECKSUM + 1] = 0;
            left.sendUnsummed(frame, CHECKSUMMED, CHECKSUM);
            byte[] received = right.receive();
            if (!Arrays.equals(frame, received)) {
                computed++;
                assertEquals(0xFFFF, Station.sum(received, CHECKSUMMED));
                frame[CHECKSUMMED + CHECKSUM] = received[CHECKSUMMED + CHECKSUM];
                frame[CHECKSUMMED + CHECKSUM + 1] = received[CHECKSUMMED + CHECKSUM + 1];
                assertArrayEquals(frame, received);
            }
        }
        System.out.println("checksums computed: " + computed + " of " + FRAMES);
        assertTrue(computed == 0 || computed == FRAMES, computed + " of " + FRAMES);
    }

    /** A socket as the probe has tried. */
    private static XdpSocketConfig with(Feature feature, LinkPair.End end) {
        XdpSocketConfig least = end.config(0).withCopyMode(CopyMode.COPY).withNeedsWakeup(false);
        return switch (feature) {
            case NEED_WAKEUP -> least.withNeedsWakeup(true);
            case ZERO_COPY -> least.withCopyMode(CopyMode.ZERO_COPY);
            case BUSY_POLL -> least.withBusyPollBudget(64);
            case MULTI_BUFFER -> least.withMultiBuffer(true);
            case METADATA -> least;
        };
    }

    private static void assertRefused(LinkPair pair, Feature feature, String reason) {
        try (Umem umem =
                new Umem(Station.FRAMES, Station.FRAME_SIZE, false, feature == Feature.METADATA)) {
            FramePool pool = umem.pool(Station.FRAMES);
            LinuxException refused =
                    assertThrows(
                            LinuxException.class,
                            () -> pair.left.open(with(feature, pair.left), umem, pool));
            assertTrue(reason.startsWith("needs "), reason);
            assertTrue(reason.endsWith(": " + refused.getMessage()), reason);
        }
    }

    /** Who leaves it to the kernel gets the best that the driver has. */
    private static void assertZeroCopy(LinkPair pair, boolean expected) throws Exception {
        try (Station left = new Station(pair.left, pair.left.config(0))) {
            assertEquals(expected, left.socket.isZeroCopy());
        }
    }

    private byte[] frame(int length) {
        byte[] frame = new byte[length];
        random.nextBytes(frame);
        frame[0] = 2;
        frame[6] = 2;
        // An experimental protocol (IEEE 802), so that the kernel does not look further.
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        return frame;
    }
}
