package weave.tools.weave;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import weave.tools.attach.AddressRequest;

/** Addresses and, last, the container that they are about. */
record ContainerArguments(List<String> addresses, String container) {
    /**
     * @param parser reads one address
     * @throws ParameterException if one is no address, or no container is there
     */
    static ContainerArguments split(
            CommandSpec spec, List<String> arguments, Function<String, AddressRequest> parser) {
        String last = arguments.getLast();
        if (AddressRequest.looksLikeOne(last)) {
            throw new ParameterException(
                    spec.commandLine(), spec.name() + ": want a container after '" + last + "'");
        }
        List<String> addresses = arguments.subList(0, arguments.size() - 1);
        checkAddresses(spec, addresses, parser);
        return new ContainerArguments(addresses, last);
    }

    /**
     * @param parser reads one address
     * @throws ParameterException if one is no address
     */
    static void checkAddresses(
            CommandSpec spec, List<String> addresses, Function<String, AddressRequest> parser) {
        for (String address : addresses) {
            try {
                parser.apply(address);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(), spec.name() + ": " + e.getMessage());
            }
        }
    }
}
