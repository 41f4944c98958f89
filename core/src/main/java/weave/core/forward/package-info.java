/**
 * Where a frame goes: MAC learning and the one forwarding decision. HOT: nothing here allocates
 * after construction, logs, locks or throws.
 */
package weave.core.forward;
