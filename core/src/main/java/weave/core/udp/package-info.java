/**
 * The outer UDP sockets and the batches that go through them. HOT: nothing here allocates after
 * construction, logs, locks or throws.
 */
package weave.core.udp;
