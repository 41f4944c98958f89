package weave.tools.weaved;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.linux.call.CallState;
import weave.linux.call.Scheduling;

/** Lists of processors as Linux writes them: {@code 0,2-3}. */
final class Processors {
    private static final String FLAG = "--cpus";
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

    private Processors() {}

    /**
     * In the order given; each must be one that this process can use, isolated ones included.
     *
     * @throws UsageException if it is no list, names a processor twice, or one that is not usable
     */
    static List<Integer> parse(String given) {
        List<Integer> numbers = new ArrayList<>();
        if (Arguments.isEmpty(given)) {
            return numbers;
        }
        for (String part : given.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw wrong(given);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                throw wrong(given);
            }
            for (int number = first; number <= last; number++) {
                add(numbers, number, given);
            }
        }
        return numbers;
    }

    private static void add(List<Integer> numbers, int number, String given) {
        if (numbers.contains(number)) {
            throw wrong(given);
        }
        if (number >= Scheduling.CPU_SETSIZE || !isUsable(number)) {
            throw new UsageException(
                    "%s: processor %d does not exist, is offline or is not allowed to weaved"
                            .formatted(FLAG, number));
        }
        numbers.add(number);
    }

    private static UsageException wrong(String given) {
        return Arguments.wrong(FLAG, given, "processors, each once, like 2,3 or 4-7");
    }

    /** Only the kernel knows: a thread that lives no longer than the question tries it. */
    private static boolean isUsable(int number) {
        FutureTask<Integer> question =
                new FutureTask<>(() -> Scheduling.bindTo(new CallState(), List.of(number)));
        Thread.ofPlatform().daemon().start(question);
        try {
            return question.get() == 0;
        } catch (Exception e) {
            throw new IllegalStateException("asking for processor " + number, e);
        }
    }
}
