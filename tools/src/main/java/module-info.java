/** The programs: the daemon weaved, the command weave, and the HTTP between them. */
module weave.tools {
    requires weave.core;
    requires weave.gossip;
    requires weave.vxlankernel;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;
    requires io.netty.codec.http;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
}
