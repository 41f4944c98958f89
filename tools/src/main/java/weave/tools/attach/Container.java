package weave.tools.attach;

import weave.kernel.link.Namespace;
import weave.tools.docker.DockerContainer;

/**
 * A container that was found. Its namespace stays open until it is closed.
 *
 * @param ident whom addresses are handed out to: the same however the container was named
 * @param asked as somebody named it, for messages
 * @param pid of a process in it, or 0 if none is known
 * @param docker what Docker tells of it, or {@code null}
 */
record Container(String ident, String asked, long pid, Namespace namespace, DockerContainer docker)
        implements AutoCloseable {
    private static final int LINK_ID_LENGTH_MAX = 7;

    /**
     * What the names of its interface's other end on the host shall end with: the process's id as
     * far as there is one, else the beginning of its name.
     */
    String linkId() {
        String id = pid > 0 ? Long.toString(pid) : ident.replaceAll("[^A-Za-z0-9_-]", "");
        return id.substring(0, Math.min(id.length(), LINK_ID_LENGTH_MAX));
    }

    /** Another such ending, for when the first one is taken. */
    String otherLinkId() {
        String id = Long.toString(namespace.inode(), Character.MAX_RADIX);
        return id.substring(Math.max(0, id.length() - LINK_ID_LENGTH_MAX));
    }

    @Override
    public void close() {
        namespace.close();
    }
}
