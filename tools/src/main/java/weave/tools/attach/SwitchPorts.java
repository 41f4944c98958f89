package weave.tools.attach;

import weave.kernel.link.Link;
import weave.kernel.link.Links;

/** How the host's ends of containers' interfaces become ports of what containers are on. */
public interface SwitchPorts {
    /**
     * Makes it one.
     *
     * @param bridge the link of that name, be it a bridge or not
     * @throws weave.linux.LinuxException if the kernel refuses
     */
    void add(Links links, Link port, Link bridge);

    /** Whether the switch passes on by now what comes from and is for a port that is up. */
    boolean isReady(Link port);

    /** Those of a Linux bridge. */
    static SwitchPorts ofBridge() {
        return new SwitchPorts() {
            @Override
            public void add(Links links, Link port, Link bridge) {
                links.setMaster(port, bridge);
                links.setHairpin(port, true);
            }

            /** A bridge takes a moment to notice that a port has come up. */
            @Override
            public boolean isReady(Link port) {
                return port.isForwarding();
            }
        };
    }
}
