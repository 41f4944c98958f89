package weave.linux.bpf;

import static weave.linux.bpf.BpfConstants.BPF_LINK_GET_NEXT_ID;
import static weave.linux.bpf.BpfConstants.BPF_MAP_GET_NEXT_ID;
import static weave.linux.bpf.BpfConstants.BPF_PROG_GET_NEXT_ID;
import static weave.linux.bpf.BpfConstants.BPF_PROG_QUERY;
import static weave.linux.bpf.BpfConstants.BPF_TCX_INGRESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.linux.Errno;
import weave.linux.LinuxException;

/** What there is of BPF on this machine: the ids of all objects, and what the kernel can do. */
public final class Bpf {
    private static final Path POSSIBLE_CPUS = Path.of("/sys/devices/system/cpu/possible");

    /** More than any {@code union bpf_attr} so far; what is beyond the kernel's must be zero. */
    private static final int QUERY_ROOM = 256;

    private static final int LOOPBACK_INDEX = 1;

    private Bpf() {}

    /** The ids of all programs of this machine, whoever loaded them. */
    public static List<Integer> programIds() {
        return ids("list BPF programs", BPF_PROG_GET_NEXT_ID);
    }

    /** The ids of all maps of this machine, whoever made them. */
    public static List<Integer> mapIds() {
        return ids("list BPF maps", BPF_MAP_GET_NEXT_ID);
    }

    /** The ids of all links of this machine, whoever made them. */
    public static List<Integer> linkIds() {
        return ids("list BPF links", BPF_LINK_GET_NEXT_ID);
    }

    /** Whether {@link BpfLink#attachTcx} works here: Linux 6.6 or newer. */
    public static boolean hasTcx() {
        try (Arena arena = Arena.ofConfined()) {
            // The kernel writes into newer fields without asking how long the structure is.
            MemorySegment attributes = arena.allocate(QUERY_ROOM, Long.BYTES);
            QueryAttr.target_fd(attributes, 0, LOOPBACK_INDEX);
            QueryAttr.attach_type(attributes, 0, BPF_TCX_INGRESS);
            return Commands.run(BPF_PROG_QUERY, attributes) >= 0;
        }
    }

    /** How many values an element of a map of values per CPU has. */
    public static int possibleCpus() {
        try {
            return countOf(Files.readString(POSSIBLE_CPUS).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many numbers a text like {@code 0-3,8} names. */
    static int countOf(String ranges) {
        int count = 0;
        for (String range : ranges.split(",")) {
            String[] ends = range.split("-");
            int first = Integer.parseInt(ends[0]);
            count += Integer.parseInt(ends[ends.length - 1]) - first + 1;
        }
        return count;
    }

    private static List<Integer> ids(String operation, int command) {
        List<Integer> ids = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(GetIdAttr.LAYOUT);
            while (true) {
                int result = Commands.run(command, attributes);
                if (result == -Errno.ENOENT) {
                    return ids;
                }
                LinuxException.check(operation, result);
                int id = GetIdAttr.next_id(attributes, 0);
                ids.add(id);
                GetIdAttr.start_id(attributes, 0, id);
            }
        }
    }
}
