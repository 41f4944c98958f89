package weave.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A layout nobody checked is a guess: each is compared with what C says. */
class LayoutsMatchHeadersTest {
    @Test
    void shouldLieWhereCPutsThem() {
        Map<String, String> golden = Headers.golden();
        golden.keySet().removeIf(name -> isConstant(name, golden.get(name)));
        Map<String, String> ours = new TreeMap<>();
        for (StructLayout layout : Headers.layouts()) {
            String name = layout.name().orElseThrow();
            assertTrue(golden.containsKey(name), "print_layouts.c does not print struct " + name);
            ours.put(name, "size " + layout.byteSize());
            describe(ours, layout, name, 0, golden);
        }

        // Both ways: nothing printed that we lack, nothing of ours that is not printed.
        assertEquals(String.join("\n", lines(golden)), String.join("\n", lines(ours)));
    }

    private static void describe(
            Map<String, String> into,
            GroupLayout layout,
            String path,
            long base,
            Map<String, String> golden) {
        long offset = base;
        for (MemoryLayout member : layout.memberLayouts()) {
            if (!(member instanceof PaddingLayout)) {
                String name = path + "." + member.name().orElseThrow();
                into.put(name, offset + " " + member.byteSize());
                boolean isPrintedDeeper =
                        golden.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
                if (member instanceof GroupLayout group && isPrintedDeeper) {
                    describe(into, group, name, offset, golden);
                }
            }
            offset += member.byteSize();
        }
    }

    private static boolean isConstant(String name, String value) {
        return !name.contains(".") && !value.startsWith("size ");
    }

    private static Iterable<String> lines(Map<String, String> entries) {
        return entries.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    }
}
