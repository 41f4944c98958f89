/**
 * Names of containers: what every peer knows of them, how peers tell each other, and the answers
 * made of it. COLD but for {@link weave.gossip.dns.NameIndex}, which is read by the server's thread
 * without locks. Described in docs/protocol/dns.md.
 */
package weave.gossip.dns;
