/**
 * What decides, as the first in the kernel, which packets go to an AF_XDP socket: the programs, and
 * what attaches them to an interface.
 */
package weave.xdp.program;
