/**
 * The local side: where frames of the containers come from and go to. HOT: nothing here allocates
 * after construction, logs, locks or throws.
 */
package weave.core.port;
