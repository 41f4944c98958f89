/** Open vSwitch's kernel datapath: {@code <linux/openvswitch.h>}. COLD: layouts and constants. */
package weave.linux.openvswitch;
