/**
 * The library libsodium, where the host has it. HOT: a call allocates nothing and takes addresses
 * outside the heap.
 */
package weave.linux.sodium;
