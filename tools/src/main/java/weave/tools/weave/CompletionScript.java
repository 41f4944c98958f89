package weave.tools.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script that has a shell complete what is typed, made of the commands themselves: their names,
 * their options, and words for values. Words with an at sign before them stand for what the daemon
 * or the host knows at that moment; the script asks for it.
 */
final class CompletionScript {
    private static final Pattern CHOICE = Pattern.compile("[a-z0-9]+(\\|[a-z0-9]+)+");

    /** What the values are whose label is that, unless the command says otherwise. */
    private static final Map<String, String> BY_LABEL =
            Map.of(
                    "<container>", "@containers",
                    "[<addr>...] <container>", "@containers",
                    "<ip>... [<container>]", "@containers",
                    "<peer>", "@peers",
                    "<from>", "@peers @containers",
                    "<to>", "@peers @containers",
                    "<file>", "@files",
                    "<path>", "@files",
                    "<prefix>", "@files",
                    "<command>", "@commands");

    private static final Map<String, String> BY_COMMAND =
            Map.of(
                    "forget", "@targets",
                    "dns-lookup", "@names",
                    "detach", "@attached",
                    "ps", "@attached",
                    "connect", "@hosts",
                    "check", "@hosts",
                    "launch", "@hosts");

    private static final String SCRIPT =
            """
            # Completes the commands of weave in bash, and in zsh by its emulation of bash.
            if [ -n "${ZSH_VERSION:-}" ]; then
                autoload -U +X compinit && compinit
                autoload -U +X bashcompinit && bashcompinit
            fi

            # What may stand for a word with an at sign: names, a line each.
            _weave_known() {
                case $1 in
                    @peers) "$tool" status peers | sed -n 's/^[0-9a-f:]*(\\(.*\\))$/\\1/p' ;;
                    @targets) "$tool" status targets ;;
                    @names) "$tool" status dns | cut -d ' ' -f 1 ;;
                    @attached) "$tool" ps | cut -d ' ' -f 1 ;;
                    @containers)
                        ls /run/netns
                        ! command -v docker >/dev/null || docker ps --format '{{.Names}}' ;;
                    @hosts) compgen -A hostname -- "$current" ;;
                    @files) compgen -f -- "$current" ;;
                    @commands) printf '%s\\n' $commands ;;
                    *) printf '%s\\n' "$1" ;;
                esac 2>/dev/null </dev/null
            }

            _complete_weave() {
                local tool=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} option= command= i=1
                local commands='@COMMANDS@' options= values= word
                while [ $i -lt $COMP_CWORD ]; do
                    word=${COMP_WORDS[i]}
                    case "$command" in
                        '') case " $commands " in *" $word "*) command=$word ;; esac ;;
                        ipam) case $word in check | repair) command="ipam $word" ;; esac ;;
                    esac
                    i=$((i + 1))
                done
                # bash takes the equals sign for a word.
                option=${COMP_WORDS[COMP_CWORD - 1]}
                if [ "$current" = = ]; then
                    current=
                elif [ "$option" = = ]; then
                    option=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                case "$command" in
            @CASES@
                esac
                case "$command $option" in
            @VALUES@
                esac
                case $current in -*) values=$options ;; esac
                COMPREPLY=()
                for word in $values; do
                    COMPREPLY+=($(compgen -W "$(_weave_known "$word")" -- "$current"))
                done
            }

            complete -F _complete_weave weave
            """;

    private CompletionScript() {}

    /**
     * @param weave the command line with its commands
     * @param daemon the flags that {@code weave launch} hands on
     */
    static String of(CommandLine weave, CommandSpec daemon) {
        List<String> cases = new ArrayList<>();
        List<String> values = new ArrayList<>();
        add("", weave.getCommandSpec(), cases, values);
        String commands = String.join(" ", weave.getSubcommands().keySet());
        weave.getSubcommands()
                .forEach((name, command) -> {
                    add(name, command.getCommandSpec(), cases, values);
                    command.getSubcommands()
                            .forEach((nested, spec) ->
                                    add(name + " " + nested, spec.getCommandSpec(), cases, values));
                });
        daemon.options().forEach(option -> addValues("launch", option, values));
        String launch = options(daemon);
        return SCRIPT.replace("@COMMANDS@", commands)
                .replace("@CASES@", String.join("\n", cases))
                .replace("@VALUES@", String.join("\n", values))
                .replace("@LAUNCH@", launch);
    }

    private static void add(
            String name, CommandSpec command, List<String> cases, List<String> values) {
        String words =
                command.parent() == null
                        ? "@commands"
                        : command.subcommands().isEmpty()
                                ? positional(name, command)
                                : String.join(" ", command.subcommands().keySet());
        String handedOn = name.equals("launch") ? " @LAUNCH@" : "";
        cases.add(
                "        '%s') values='%s' options='%s%s' ;;"
                        .formatted(name, words, options(command), handedOn));
        command.options().forEach(option -> addValues(name, option, values));
    }

    private static void addValues(String name, OptionSpec option, List<String> into) {
        if (option.hidden() || option.arity().max() == 0 || !takesValue(option)) {
            return;
        }
        for (String one : option.names()) {
            into.add("        '%s %s') values='%s' ;;".formatted(name, one, known(option)));
        }
    }

    /** A switch may have a value, and need not: what follows it is then another word. */
    private static boolean takesValue(ArgSpec option) {
        return option.arity().min() > 0 || CHOICE.matcher(option.paramLabel()).matches();
    }

    private static String positional(String name, CommandSpec command) {
        if (BY_COMMAND.containsKey(name)) {
            return BY_COMMAND.get(name);
        }
        return command.positionalParameters().isEmpty()
                ? ""
                : known(command.positionalParameters().getFirst());
    }

    private static String known(ArgSpec value) {
        String label = value.paramLabel();
        return CHOICE.matcher(label).matches()
                ? label.replace('|', ' ')
                : BY_LABEL.getOrDefault(label, "");
    }

    private static String options(CommandSpec command) {
        return String.join(
                " ",
                command.options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                        .toList());
    }
}
