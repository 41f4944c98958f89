/**
 * The control plane: mesh connections, topology, routes and gossip channels. All state lives on one
 * event loop. Knows no system call, no HTTP and no container.
 */
module weave.gossip {
    requires transitive weave.core;
    requires org.bouncycastle.provider;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.dns;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires org.agrona;

    exports weave.gossip.channel;
    exports weave.gossip.crypto;
    exports weave.gossip.dns;
    exports weave.gossip.dns.server;
    exports weave.gossip.gob;
    exports weave.gossip.ipam;
    exports weave.gossip.mesh;
    exports weave.gossip.store;
    exports weave.gossip.topology;
    exports weave.gossip.wire;
}
