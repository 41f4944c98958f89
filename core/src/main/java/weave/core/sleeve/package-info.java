/**
 * Sleeve on the wire: Ethernet frames in UDP datagrams, in clear or sealed. HOT: nothing here
 * allocates after construction, logs, locks or throws. The bytes are drawn in {@link
 * weave.core.sleeve.SleeveLayout}.
 */
package weave.core.sleeve;
