package weave.tools.hosts;

import java.util.List;

/** As on a machine with 8 cores, in clear. */
class TwoQueuesIT extends QueuesCases {
    @Override
    List<String> flags() {
        return List.of("--queues=2", "--threads=shared");
    }

    @Override
    int threads() {
        return 2;
    }
}
