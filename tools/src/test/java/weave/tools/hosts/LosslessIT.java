package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Alone;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** When traffic that has lost something is tried again: others' drops would count as well. */
@Alone
@Privileged
class LosslessIT {
    private static final int DATAGRAMS = 1_000;

    @RegisterExtension final Lab lab = new Lab();

    private NetworkNamespace box;
    private int attempts;

    @BeforeEach
    void makeBox() {
        box = lab.namespace("box");
    }

    /** More than a socket's queue holds. */
    private void overflow() throws Exception {
        box.call(() -> {
            try (DatagramChannel socket = DatagramChannel.open()) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
                socket.bind(new InetSocketAddress("127.0.0.1", 0));
                for (int i = 0; i < DATAGRAMS; i++) {
                    socket.send(ByteBuffer.allocate(1_000), socket.getLocalAddress());
                }
            }
            return null;
        });
    }

    private void lose() {
        throw new LostFrames("lost in attempt " + attempts);
    }

    @Test
    void shouldFailAtOnceWhenWhatIsLostWasDroppedByNoQueue() {
        assertThrows(
                LostFrames.class,
                () ->
                        Lossless.run(
                                lab,
                                () -> {
                                    attempts++;
                                    lose();
                                }));
        assertEquals(1, attempts);
    }

    @Test
    void shouldFailAtOnceWhenSomethingElseIsWrong() {
        assertThrows(
                AssertionError.class,
                () ->
                        Lossless.run(
                                lab,
                                () -> {
                                    attempts++;
                                    overflow();
                                    throw new AssertionError("came twice");
                                }));
        assertEquals(1, attempts);
    }

    @Test
    void shouldTryAgainWhenAQueueWasFull() throws Exception {
        Lossless.run(
                lab,
                () -> {
                    if (++attempts < 3) {
                        overflow();
                        lose();
                    }
                });
        assertEquals(3, attempts);
    }

    @Test
    void shouldFailWhenSomethingIsLostEachTime() {
        assertThrows(
                LostFrames.class,
                () ->
                        Lossless.run(
                                lab,
                                () -> {
                                    attempts++;
                                    overflow();
                                    lose();
                                }));
        assertEquals(3, attempts);
    }
}
