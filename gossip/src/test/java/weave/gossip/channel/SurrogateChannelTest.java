package weave.gossip.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SurrogateChannelTest {
    private static final long REMEMBER = 30;

    private long now;
    private final SurrogateChannel channel = new SurrogateChannel(REMEMBER, () -> now);

    @Test
    void shouldPassTheSameGossipOnOnceInAWhile() {
        byte[] data = {1, 2, 3};
        assertTrue(channel.onGossip(data).isPresent());
        now = REMEMBER - 1;
        assertTrue(channel.onGossip(data).isEmpty());
        assertTrue(channel.onGossip(new byte[] {1, 2, 4}).isPresent());
        now = REMEMBER;
        assertTrue(channel.onGossip(data).isPresent());
    }

    @Test
    void shouldForgetTheOldestWhenThereIsTooMuch() {
        int flood = 10_000;
        for (int i = 0; i < flood; i++) {
            byte[] data = ByteBuffer.allocate(4).putInt(i).array();
            assertTrue(channel.onGossip(data).isPresent());
        }
        byte[] newest = ByteBuffer.allocate(4).putInt(flood - 1).array();
        byte[] oldest = ByteBuffer.allocate(4).putInt(0).array();
        assertTrue(channel.onGossip(newest).isEmpty());
        assertTrue(channel.onGossip(oldest).isPresent());
    }

    @Test
    void shouldOfferNothingOfItsOwn() {
        assertEquals(true, channel.gossip().isEmpty());
    }
}
