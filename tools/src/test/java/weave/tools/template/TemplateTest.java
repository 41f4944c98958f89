package weave.tools.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.testkit.Seed;

class TemplateTest {
    private static final Map<String, Object> DATA = data();

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{.Name}}~host1",
                "a{{ .Router.Port }}b~a6783b",
                "{{.Router.Peers}}~[{one 1} {two 2}]",
                "{{len .Router.Peers}}{{len .Nothing}}~20",
                "{{range .Router.Peers}}<{{.Name}}>{{end}}~<one><two>",
                "{{range $i, $p := .Router.Peers}}{{$i}}={{$p.Name}};{{end}}~0=one;1=two;",
                "{{range $p := .Router.Peers}}{{$p.Id}}{{$.Name}}{{end}}~1host12host1",
                "{{range .Nothing}}x{{else}}none{{end}}~none",
                "{{range $k, $v := .Attrs}}{{$k}}:{{$v}} {{end}}~encrypted:true mtu:1376 ",
                "{{if .Router.On}}on{{else}}off{{end}}~on",
                "{{if .Nothing}}1{{else if eq .Name \"host1\"}}2{{else}}3{{end}}~2",
                "{{if and .Router.On (gt .Router.Port 100)}}yes{{end}}~yes",
                "{{if not (or .Nothing .Empty)}}neither{{end}}~neither",
                "{{with .Router}}{{.Port}}{{end}}{{with .Empty}}x{{else}}y{{end}}~6783y",
                "{{with $r := .Router}}{{$r.Port}}{{.Port}}{{end}}~67836783",
                "{{json .Attrs}}~{\"encrypted\":true,\"mtu\":1376}",
                "{{.Name | json}}{{.Router.Peers | len}}~\"host1\"2",
                "{{index .Router.Peers 1 | json}}~{\"Name\":\"two\",\"Id\":2}",
                "{{(index .Router.Peers 0).Name}}~one",
                "{{index .Attrs \"mtu\"}}~1376",
                "{{printf \"%-6s|%5d|%q|%05.1f%%\" .Name .Router.Port .Name 33.333}}"
                        + "~host1 | 6783|\"host1\"|033.3%",
                "{{.Name | printf \"%s-%s\" \"x\"}}~x-host1",
                "{{$n := .Name}}{{$n = \"z\"}}{{$n}}~z",
                "{{$n := 1}}{{if true}}{{$n = 2}}{{$m := 3}}{{end}}{{$n}}~2",
                "a  {{- .Name -}}  b~ahost1b",
                "a {{- /* said {{so}} */ -}} b~ab",
                "{{.Nothing}}~<no value>",
                "{{eq .Router.Port 1 2 6783}}{{ne .Name \"x\"}}{{le 1 1}}{{lt \"a\" \"b\"}}"
                        + "~truetruetruetrue",
                "{{\"}}\"}}~}}",
                "{{len \"\"}}{{/* only a comment */}}~0",
                "plain~plain",
            })
    void shouldRender(String template, String expected) throws TemplateException {
        assertEquals(expected, Template.parse(template).render(DATA));
    }

    @Test
    void shouldPrintLinesAndRawStrings() throws TemplateException {
        String template = "{{println .Name 1}}{{print \"a\\t\" `b\\n`}}";
        assertEquals("host1 1\na\tb\\n", Template.parse(template).render(DATA));
    }

    @Test
    void shouldRefuseWhatItCannotRead() {
        for (String template :
                List.of(
                        "{{",
                        "{{.A",
                        "{{end}}",
                        "{{else}}",
                        "{{if .A}}",
                        "{{if}}{{end}}",
                        "{{range}}{{end}}",
                        "{{if .A}}{{else}}{{else}}{{end}}",
                        "{{nope .A}}",
                        "{{.A | nope}}",
                        "{{(.A}}",
                        "{{.A)}}",
                        "{{.A .B}}",
                        "{{|}}",
                        "{{}}",
                        "{{\"a}}",
                        "{{\"\\k\"}}",
                        "{{range $a, $b, $c := .A}}{{end}}",
                        "{{#}}",
                        "{{(".repeat(1) + "(".repeat(500) + "1" + ")".repeat(501) + "}}",
                        "{{if .A}}".repeat(500) + "{{end}}".repeat(500))) {
            assertThrows(TemplateException.class, () -> Template.parse(template), template);
        }
    }

    @Test
    void shouldFailWhenTheValueHasNotWhatIsAskedFor() throws TemplateException {
        for (String template :
                List.of(
                        "{{.Nowhere}}",
                        "{{.Nothing.X}}",
                        "{{.Name.X}}",
                        "{{$undefined}}",
                        "{{len 1}}",
                        "{{index .Router.Peers 2}}",
                        "{{index .Name \"x\"}}",
                        "{{index .Attrs .Attrs}}",
                        "{{index .Attrs .Nothing}}",
                        "{{lt 1 \"a\"}}",
                        "{{eq 1 \"a\"}}",
                        "{{eq 1}}",
                        "{{printf 1}}",
                        "{{printf \"%d\" .Name}}",
                        "{{printf \"%y\" 1}}",
                        "{{range 1}}{{end}}",
                        "{{range .Name}}{{end}}")) {
            Template parsed = Template.parse(template);
            assertThrows(TemplateException.class, () -> parsed.render(DATA), template);
        }
    }

    @Test
    void shouldEndWhenATemplateLoopsInLoops() throws TemplateException {
        String loops = "{{range $.Many}}".repeat(8) + "x" + "{{end}}".repeat(8);
        Template parsed = Template.parse(loops);
        Map<String, Object> many = Map.of("Many", java.util.Collections.nCopies(50, 1));
        TemplateException tooLong =
                assertThrows(TemplateException.class, () -> parsed.render(many));
        assertEquals("the template takes too long", tooLong.getMessage());
    }

    @Test
    void shouldRefuseAnythingWithoutACrash() {
        Random random = new Random(Seed.next(TemplateTest.class));
        String[] pieces = {
            "{{", "}}", "{{-", " -}}", ".", ".Name", "range ", "end", "if ", "else ", "with ", "$x",
            " := ", "|", "(", ")", "\"", "`", "len ", "index ", "printf ", "1", ",", "$", "json ",
            "/*", "*/", " ", "\\", "x", "%d", "\n"
        };
        int rendered = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder template = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                template.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Template.parse(template.toString()).render(DATA);
                rendered++;
            } catch (TemplateException refused) {
                assertTrue(!refused.getMessage().isEmpty());
            }
        }
        assertTrue(rendered > 0);
    }

    private static Map<String, Object> data() {
        Map<String, Object> data = new TreeMap<>();
        data.put("Name", "host1");
        data.put("Nothing", null);
        data.put("Empty", List.of());
        data.put("Attrs", new TreeMap<>(Map.of("mtu", 1376, "encrypted", true)));
        Map<String, Object> router = new TreeMap<>();
        router.put("Port", 6783);
        router.put("On", true);
        router.put("Peers", Arrays.asList(peer("one", 1), peer("two", 2)));
        data.put("Router", router);
        return data;
    }

    private static Map<String, Object> peer(String name, int id) {
        Map<String, Object> peer = new java.util.LinkedHashMap<>();
        peer.put("Name", name);
        peer.put("Id", id);
        return peer;
    }
}
