package weave.tools.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import weave.tools.docker.DockerClient;

/** Hears from Docker of containers that end, at once; of those that ended before, at the start. */
final class DockerWatch {
    private static final Logger LOG = System.getLogger("weaved.host");
    private final DockerClient docker;
    private final Attendance attendance;
    private String lastTrouble = "";

    DockerWatch(DockerClient docker, Attendance attendance) {
        this.docker = docker;
        this.attendance = attendance;
    }

    /** Goes on as long as Docker does, or until the thread is interrupted. One thread. */
    void follow() {
        try {
            docker.follow(new Told());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", docker, e.getMessage());
        }
    }

    private final class Told implements DockerClient.Events {
        @Override
        public void begun() {
            try {
                attendance.compare(docker.running());
                lastTrouble = "";
            } catch (IOException e) {
                String trouble = "not told by Docker who runs: " + e.getMessage();
                // Said once, not every few seconds.
                if (!trouble.equals(lastTrouble)) {
                    lastTrouble = trouble;
                    LOG.log(Level.WARNING, trouble);
                }
                // Ends the following: at the next one, it is asked for again.
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void started(String id) {
            attendance.started(id);
        }

        @Override
        public void died(String id) {
            attendance.ended(id);
        }

        @Override
        public void destroyed(String id) {
            attendance.destroyed(id);
        }
    }
}
