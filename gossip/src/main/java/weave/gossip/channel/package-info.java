/**
 * Gossip channels: what a consumer of gossip implements, how its data is merged while a neighbour
 * is slow, and how channels that nobody here knows are passed on. COLD, control loop only.
 */
package weave.gossip.channel;
