/**
 * The DNS server: questions over UDP and TCP, answered from the index of names or by the servers
 * upstream. It has a thread of its own, so that no flood of questions delays the mesh. What it does
 * for a name of ours makes no garbage but netty's.
 */
package weave.gossip.dns.server;
