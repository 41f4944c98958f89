package weave.gossip.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    @Test
    void shouldLetABurstThroughAndThenOnePerInterval() {
        TokenBucket bucket = new TokenBucket(20, 50, 1_000);
        for (int i = 0; i < 20; i++) {
            assertEquals(0, bucket.take(1_000), "token " + i);
        }
        assertEquals(50, bucket.take(1_000));
        assertEquals(50, bucket.take(1_050));
        assertEquals(30, bucket.take(1_120));
        assertEquals(0, bucket.take(1_200));
    }

    @Test
    void shouldSaveUpNoMoreThanItsCapacity() {
        TokenBucket bucket = new TokenBucket(3, 50, 0);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, bucket.take(1_000_000));
        }
        assertEquals(50, bucket.take(1_000_000));
    }
}
