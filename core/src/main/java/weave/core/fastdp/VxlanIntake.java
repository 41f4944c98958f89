package weave.core.fastdp;

/** How frames in VXLAN come to user space. */
public sealed interface VxlanIntake permits UpcallPort, VxlanSocket {
    /** What to poll for readability while nothing has come. */
    int fd();
}
