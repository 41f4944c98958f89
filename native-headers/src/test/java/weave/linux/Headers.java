package weave.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The two sides of the comparison: what C printed, and what our classes say. */
final class Headers {
    private static final Path LAYOUTS = Path.of("src/test/resources/layouts");

    private Headers() {}

    /**
     * The lines of all golden files by their first word: {@code nlattr} to {@code size 4}, {@code
     * nlattr.nla_type} to {@code 2 2}, {@code NLMSG_DONE} to {@code 3}.
     */
    static Map<String, String> golden() {
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> files = Files.list(LAYOUTS)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ", 2);
                    if (!words[0].equals("#") && lines.put(words[0], words[1]) != null) {
                        throw new AssertionError(words[0] + " is printed twice");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** All layouts of this module. */
    static List<StructLayout> layouts() {
        return publicStatics()
                .filter(f -> f.getType() == StructLayout.class)
                .map(f -> (StructLayout) value(f))
                .toList();
    }

    /** All C constants of this module: public whole numbers, but for sizes and offsets. */
    static Map<String, Long> constants() {
        Map<String, Long> constants = new TreeMap<>();
        publicStatics()
                .filter(f -> f.getType() == int.class || f.getType() == long.class)
                .filter(f -> !f.getName().equals("SIZE") && !f.getName().endsWith("_OFFSET"))
                .forEach(f -> put(constants, f));
        return constants;
    }

    private static void put(Map<String, Long> constants, Field field) {
        if (constants.put(field.getName(), ((Number) value(field)).longValue()) != null) {
            throw new AssertionError(field.getName() + " is declared twice");
        }
    }

    private static Stream<Field> publicStatics() {
        return classes()
                .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
                .filter(f -> Modifier.isStatic(f.getModifiers()))
                .filter(f -> Modifier.isPublic(f.getModifiers()));
    }

    private static Object value(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Class<?>> classes() {
        try {
            Path root =
                    Path.of(
                            Errno.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files
                        .map(file -> root.relativize(file).toString())
                        .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                        // The numbers of libraries are compared with what they do, elsewhere.
                        .filter(file -> !file.contains("/sodium/"))
                        .filter(file -> !file.contains("/openssl/"))
                        .<Class<?>>map(Headers::load)
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replace(".class", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
