/** The programs: the daemon weaved, the command weave, and the HTTP between them. */
@SuppressWarnings("requires-automatic")
module weave.tools {
    requires weave.core;
    requires weave.gossip;
    requires weave.vxlankernel;
    requires weave.xdp;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.dns;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.logging;
    requires java.management;

    // Picocli fills the options, Jackson reads the report's records.
    opens weave.tools.weaved to
            info.picocli;
    opens weave.tools.weave to
            info.picocli;
    opens weave.tools.report to
            com.fasterxml.jackson.databind;

    provides System.LoggerFinder with
            weave.tools.log.LineLoggerFinder;
}
