/** Structures and constants of sockets, with their C names. HOT. */
package weave.linux.socket;
