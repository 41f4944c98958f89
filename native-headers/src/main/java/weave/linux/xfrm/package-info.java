/** IPsec in the kernel: structures and constants of {@code <linux/xfrm.h>}. COLD. */
package weave.linux.xfrm;
