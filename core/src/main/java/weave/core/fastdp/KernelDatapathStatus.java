package weave.core.fastdp;

import java.util.List;

/**
 * A kernel datapath as status pages show it.
 *
 * @param name {@code "vxlan"}, {@code "odp"}
 * @param devices the links it consists of
 * @param flows how many entries or flows the kernel has
 * @param details what else there is to tell, one line each
 * @param troubles what the kernel has refused, and what was lost, one line each
 */
public record KernelDatapathStatus(
        String name,
        List<String> devices,
        long flows,
        List<String> details,
        List<String> troubles) {
    public KernelDatapathStatus {
        devices = List.copyOf(devices);
        details = List.copyOf(details);
        troubles = List.copyOf(troubles);
    }
}
