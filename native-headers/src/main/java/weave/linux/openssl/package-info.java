/**
 * The library libcrypto of OpenSSL 3, where the host has it. HOT: a call allocates nothing and
 * takes addresses outside the heap.
 */
package weave.linux.openssl;
