package weave.tools.weaved;

import java.io.IOException;
import weave.tools.host.HostException;

/** An address that could not be listened at: which flag chose it, and what to do. */
final class ListenTrouble {
    private ListenTrouble() {}

    /**
     * @param flag that chooses the address
     * @param refused its message names the address and ends with the kernel's reason
     */
    static HostException explained(String flag, IOException refused) {
        String reason = refused.getMessage();
        String advice;
        if (reason.endsWith("address already in use")) {
            advice = "another program has it, maybe another weaved: choose another with " + flag;
        } else if (reason.endsWith("cannot assign requested address")) {
            advice = "want an address of this host";
        } else if (reason.endsWith("permission denied")) {
            advice = "run weaved as root, or choose another with " + flag;
        } else {
            advice = "choose another with " + flag;
        }
        return new HostException(flag + ": " + reason + "; " + advice, refused);
    }
}
