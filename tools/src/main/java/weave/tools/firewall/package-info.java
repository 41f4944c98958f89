/**
 * The rules of the host's packet filter that belong to the switch, and who keeps them there. COLD.
 */
package weave.tools.firewall;
