/**
 * System calls, the only native access of the project. HOT: after a class is loaded nothing here
 * allocates, logs, locks or throws, but where a method says that it is for cold paths.
 *
 * <p>Every call returns its result, or {@code -errno}. Memory is passed by its raw address, so that
 * callers need no slices; they answer for its being alive and long enough.
 */
package weave.linux.call;
