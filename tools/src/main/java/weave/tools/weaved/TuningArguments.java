package weave.tools.weaved;

import weave.core.tuning.IdleMode;
import weave.core.tuning.ThreadingMode;
import weave.core.tuning.Tuning;

/** What each of the tuning flags accepts. */
final class TuningArguments {
    private static final int SOCKET_BUFFER_LENGTH_MIN = 64 * 1024;

    /** The kernel doubles it, and counts in an int. */
    private static final int SOCKET_BUFFER_LENGTH_MAX = Integer.MAX_VALUE / 2;

    /** More would hold up the agents' other work. */
    private static final int BUSY_POLL_MICROS_MAX = 10_000;

    private TuningArguments() {}

    /**
     * @throws UsageException if one of them is wrong
     */
    static Tuning tuning(TuningOptions options) {
        Tuning.Builder tuning = Tuning.builder();
        if (!Arguments.isEmpty(options.batch)) {
            tuning.batch(Arguments.number("--batch", options.batch, 1, Tuning.BATCH_MAX));
        }
        if (!Arguments.isEmpty(options.queues)) {
            tuning.queues(Arguments.number("--queues", options.queues, 1, Tuning.QUEUES_MAX));
        }
        tuning.idle(idle(options.idle));
        tuning.threads(threads(options.threads));
        tuning.cpus(Processors.parse(options.cpus));
        tuning.hugePages(options.hugePages);
        if (!Arguments.isEmpty(options.busyPoll)) {
            tuning.busyPollMicros(
                    Arguments.number("--busy-poll", options.busyPoll, 0, BUSY_POLL_MICROS_MAX));
        }
        if (!Arguments.isEmpty(options.socketBuffers)) {
            tuning.socketBufferLength(
                    Arguments.number(
                            "--socket-buffers",
                            options.socketBuffers,
                            SOCKET_BUFFER_LENGTH_MIN,
                            SOCKET_BUFFER_LENGTH_MAX));
        }
        return tuning.offloads(isOn("--offloads", options.offloads))
                .answersArp(isOn("--arp-answers", options.arpAnswers))
                .build();
    }

    private static IdleMode idle(String given) {
        return switch (Arguments.isEmpty(given) ? "block" : given) {
            case "block" -> IdleMode.BLOCK;
            case "yield" -> IdleMode.YIELD;
            case "spin" -> IdleMode.SPIN;
            default -> throw Arguments.wrong("--idle", given, "block, yield or spin");
        };
    }

    private static ThreadingMode threads(String given) {
        return switch (Arguments.isEmpty(given) ? "auto" : given) {
            case "auto" -> ThreadingMode.suited();
            case "shared" -> ThreadingMode.SHARED;
            case "dedicated" -> ThreadingMode.DEDICATED;
            default -> throw Arguments.wrong("--threads", given, "auto, shared or dedicated");
        };
    }

    private static boolean isOn(String flag, String given) {
        return switch (Arguments.isEmpty(given) ? "on" : given) {
            case "on" -> true;
            case "off" -> false;
            default -> throw Arguments.wrong(flag, given, "on or off");
        };
    }
}
