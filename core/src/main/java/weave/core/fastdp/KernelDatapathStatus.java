package weave.core.fastdp;

import java.util.List;

/**
 * A kernel datapath as status pages show it.
 *
 * @param name {@code "vxlan"}, {@code "odp"}
 * @param devices the links it consists of
 * @param flows how many entries or flows the kernel has
 * @param upcalls frames that the kernel left to user space
 * @param details one line each: flows, what was refused
 */
public record KernelDatapathStatus(
        String name, List<String> devices, long flows, long upcalls, List<String> details) {
    public KernelDatapathStatus {
        devices = List.copyOf(devices);
        details = List.copyOf(details);
    }
}
