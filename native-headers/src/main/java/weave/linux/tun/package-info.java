/** Structures and constants of TUN and TAP devices, with their C names. HOT. */
package weave.linux.tun;
