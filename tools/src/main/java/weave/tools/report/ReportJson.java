package weave.tools.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;

/** The report as JSON: indented by four, one field a line, in the order of the records. */
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .registerModule(new SimpleModule().addSerializer(Instant.class, new Times()));
    private static final ObjectWriter WRITER = MAPPER.writer(printer());

    private ReportJson() {}

    public static String render(Report report) {
        try {
            return WRITER.writeValueAsString(report);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The same as maps, lists, strings, numbers, truth values and {@code null}s. */
    public static Object values(Report report) {
        return MAPPER.convertValue(report, Object.class);
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    /** RFC 3339 in UTC. */
    private static final class Times extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(time.toString());
        }
    }
}
