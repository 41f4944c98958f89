package weave.tools.host;

import java.util.Optional;

/** What the containers of this host are plugged into. It outlives the daemon. */
public sealed interface ContainerSwitch permits WeaveBridge, WeaveDatapath {
    /**
     * Makes a link one of its ports, if nobody else does, and switches it on.
     *
     * @throws HostException if the kernel refuses
     */
    void attach(String port);

    /**
     * What somebody took away since {@link #attach}, in a line; empty if all is as it should be. A
     * TAP that is gone is not for us to tell.
     *
     * @throws HostException if the kernel refuses, or the name is something else's now
     */
    Optional<String> damage(String port);

    /**
     * Makes itself and the port what they were, after {@link #damage}.
     *
     * @return whether that can be while the daemon runs
     * @throws HostException if the kernel refuses
     */
    boolean restore(String port);

    /** Removes it if this start has made it: for a start that came to nothing. */
    void unclaim();
}
