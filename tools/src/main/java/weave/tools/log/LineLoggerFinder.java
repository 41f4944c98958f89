package weave.tools.log;

import java.lang.System.Logger;
import java.text.MessageFormat;
import java.util.ResourceBundle;

/**
 * Sends what the program logs through {@link System.Logger} to the {@link LineLog}. The JDK's own
 * backend would fall silent as soon as a shutdown begins, which is when the last lines are written.
 */
public final class LineLoggerFinder extends System.LoggerFinder {
    @Override
    public Logger getLogger(String name, Module module) {
        return new LineLogger(name);
    }

    private record LineLogger(String name) implements Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return LineLog.isLoggable(level);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            LineLog.write(level, String.valueOf(message), thrown);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            if (isLoggable(level)) {
                String pattern = String.valueOf(format);
                boolean plain = parameters == null || parameters.length == 0;
                String message = plain ? pattern : MessageFormat.format(pattern, parameters);
                LineLog.write(level, message, null);
            }
        }
    }
}
