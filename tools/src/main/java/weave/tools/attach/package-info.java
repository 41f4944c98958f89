/**
 * Containers on the switch: found by what people call them, plugged in, given addresses, and let go
 * again; and the host's own place on it. COLD. Called on any thread but the control loop, which it
 * would block.
 */
package weave.tools.attach;
