package weave.tools.hosts;

import java.util.List;

/** As on a machine with 16 cores, with a password. */
class FourQueuesEncryptedIT extends QueuesCases {
    @Override
    List<String> flags() {
        return List.of("--queues=4", "--threads=dedicated", "--password=of the four queues");
    }

    @Override
    int threads() {
        return 8;
    }
}
