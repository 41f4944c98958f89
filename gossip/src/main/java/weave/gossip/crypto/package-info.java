/**
 * Keys, boxes and nonces: curve25519 key exchange, session keys made with the password, and
 * XSalsa20-Poly1305 for TCP messages and datagrams. {@link weave.gossip.crypto.SecretBox} and the
 * frame ciphers run in the dataplane's agents and keep their garbage small. Secrets never reach a
 * log. See docs/protocol/crypto.md.
 */
package weave.gossip.crypto;
