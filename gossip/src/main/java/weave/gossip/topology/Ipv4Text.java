package weave.gossip.topology;

/** {@code 10.0.0.2:6783} as a number: the address, and the port in the lowest 16 bits. */
public final class Ipv4Text {
    private static final int PARTS = 5;
    private static final int PORT_BITS = 16;
    private static final int PORT_MAX = 0xFFFF;
    private static final int BYTE_MAX = 0xFF;

    private Ipv4Text() {}

    /** Only what {@link #format} would write alike; anything else is -1. */
    public static long parse(String text) {
        long value = 0;
        int start = 0;
        for (int part = 0; part < PARTS; part++) {
            boolean isPort = part == PARTS - 1;
            int end = isPort ? text.length() : text.indexOf(part == PARTS - 2 ? ':' : '.', start);
            int number = end < 0 ? -1 : number(text, start, end, isPort ? PORT_MAX : BYTE_MAX);
            if (number < 0) {
                return -1;
            }
            value = value << (isPort ? PORT_BITS : Byte.SIZE) | number;
            start = end + 1;
        }
        return value;
    }

    public static String format(long value) {
        StringBuilder text = new StringBuilder(21);
        for (int shift = PORT_BITS + 24; shift >= PORT_BITS; shift -= Byte.SIZE) {
            text.append(value >>> shift & BYTE_MAX).append(shift == PORT_BITS ? ':' : '.');
        }
        return text.append(value & PORT_MAX).toString();
    }

    /** Digits without needless zeros. */
    private static int number(String text, int start, int end, int max) {
        boolean needlessZero = end - start > 1 && text.charAt(start) == '0';
        if (start >= end || end - start > 5 || needlessZero) {
            return -1;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number > max ? -1 : number;
    }
}
