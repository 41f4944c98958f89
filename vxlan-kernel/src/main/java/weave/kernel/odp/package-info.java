/**
 * Open vSwitch's kernel datapath: its objects over generic netlink, and the fast datapath made of
 * them. COLD, but for {@link weave.kernel.odp.OdpUpcallPort}.
 */
package weave.kernel.odp;
