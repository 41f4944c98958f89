package weave.tools.echo;

import java.util.concurrent.CompletableFuture;
import weave.core.peer.PeerName;

/**
 * A request on its way.
 *
 * @param size bytes behind the Ethernet header
 * @param answer completed once, on the echo thread
 */
record Probe(PeerName peer, int size, long timeoutNanos, CompletableFuture<EchoOutcome> answer) {}
