/*
 * Carries the Ethernet frames of a TAP to one other host over UDP, and nothing else: what a C
 * program without mesh, learning or encryption makes of the offloads that weaved uses too.
 *
 *     tap_udp_pump <tap> <own IPv4 address> <other IPv4 address> <port>
 *
 * Two threads. One reads super-frames from the TAP, uncut and with their virtio_net_hdr, and sends
 * each with UDP_SEGMENT: one sendmmsg(2). The other receives with UDP_GRO and writes what belongs
 * together to the TAP: one writev(2). Nothing is copied in between. A datagram is
 *
 *     0               4       6       8
 *     +---------------+-------+-------+---------------------------
 *     | frame number  | index | count | a part of header and frame
 *     +---------------+-------+-------+---------------------------
 *
 * in this host's byte order. Parts must come in order: where one is missing, the frame is dropped
 * and the next begins afresh, so that a lost datagram costs its own frame only.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Of <linux/udp.h> and <linux/if_tun.h>, where the C library's headers are older. */
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

enum {
    /* A super-frame: 64 KB of IP, Ethernet header, VLAN tag, virtio_net_hdr. */
    FRAME_MAX = 65535 + 18 + sizeof(struct virtio_net_hdr),
    IP_UDP_HEADERS = 28,
    UDP_PAYLOAD_MAX = 65507,
    /* UDP_MAX_SEGMENTS of older kernels. */
    SEGMENTS_MAX = 64,
    /* With the smallest MTU that IPv4 allows, 576. */
    PARTS_MAX = 128,
    MESSAGES_MAX = 4,
    RECEIVE_MAX = 65535,
    RECEIVE_BUFFER = 8 * RECEIVE_MAX,
    SOCKET_BUFFER = 8 << 20,
};

struct part_header {
    uint32_t frame;
    uint16_t index;
    uint16_t count;
};

static int tap;
static int udp;
/* Of a datagram, header included. */
static size_t datagram_max;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int open_tap(const char *name)
{
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        fail("/dev/net/tun");
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    if (ioctl(fd, TUNSETIFF, &request) < 0)
        fail("TUNSETIFF");
    int length = sizeof(struct virtio_net_hdr);
    if (ioctl(fd, TUNSETVNETHDRSZ, &length) < 0)
        fail("TUNSETVNETHDRSZ");
    unsigned offloads = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
    /* Segmentation of UDP is there from Linux 6.2 on. */
    if (ioctl(fd, TUNSETOFFLOAD, offloads | TUN_F_USO4 | TUN_F_USO6) < 0
            && ioctl(fd, TUNSETOFFLOAD, offloads) < 0)
        fail("TUNSETOFFLOAD");
    return fd;
}

static struct sockaddr_in address(const char *ip, const char *port)
{
    struct sockaddr_in made = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
    if (inet_pton(AF_INET, ip, &made.sin_addr) != 1) {
        fprintf(stderr, "no IPv4 address: %s\n", ip);
        exit(2);
    }
    return made;
}

static int open_udp(struct sockaddr_in own, struct sockaddr_in other)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int on = 1, size = SOCKET_BUFFER;
    if (fd < 0)
        fail("socket");
    if (setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on) < 0)
        fail("UDP_GRO");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0
            || setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) < 0)
        fail("SO_RCVBUFFORCE");
    if (bind(fd, (struct sockaddr *)&own, sizeof own) < 0)
        fail("bind");
    if (connect(fd, (struct sockaddr *)&other, sizeof other) < 0)
        fail("connect");
    return fd;
}

static size_t path_payload(int fd)
{
    int mtu;
    socklen_t length = sizeof mtu;
    if (getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &length) < 0)
        fail("IP_MTU");
    if (mtu < 576) {
        fprintf(stderr, "MTU %d is too small\n", mtu);
        exit(1);
    }
    return (size_t)mtu - IP_UDP_HEADERS < UDP_PAYLOAD_MAX ? mtu - IP_UDP_HEADERS : UDP_PAYLOAD_MAX;
}

/* The sending half. Header and part alternate in the vectors. */
static struct part_header headers[PARTS_MAX];
static struct iovec vectors[2 * PARTS_MAX];

/* Describes a frame as parts; returns how many. */
static int cut(uint32_t number, char *frame, size_t length)
{
    size_t room = datagram_max - sizeof(struct part_header);
    int count = (length + room - 1) / room;
    for (int i = 0; i < count; i++) {
        headers[i] = (struct part_header){number, i, count};
        vectors[2 * i] = (struct iovec){&headers[i], sizeof headers[i]};
        size_t left = length - i * room;
        vectors[2 * i + 1] = (struct iovec){frame + i * room, left < room ? left : room};
    }
    return count;
}

/* Sends all parts of a frame, as many in one message as UDP_SEGMENT takes. */
static void send_parts(int count)
{
    union {
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr aligned;
    } control = {0};
    control.aligned.cmsg_level = IPPROTO_UDP;
    control.aligned.cmsg_type = UDP_SEGMENT;
    control.aligned.cmsg_len = CMSG_LEN(sizeof(uint16_t));
    *(uint16_t *)CMSG_DATA(&control.aligned) = datagram_max;

    int each = UDP_PAYLOAD_MAX / datagram_max;
    if (each > SEGMENTS_MAX)
        each = SEGMENTS_MAX;
    struct mmsghdr messages[MESSAGES_MAX] = {0};
    int used = 0;
    for (int first = 0; first < count; first += each, used++) {
        int parts = count - first < each ? count - first : each;
        struct msghdr *message = &messages[used].msg_hdr;
        message->msg_iov = &vectors[2 * first];
        message->msg_iovlen = 2 * parts;
        if (parts > 1) {
            message->msg_control = control.bytes;
            message->msg_controllen = sizeof control.bytes;
        }
    }
    /* What is refused is lost, as on a wire. */
    sendmmsg(udp, messages, used, 0);
}

static void *send_frames(void *unused)
{
    static char frame[FRAME_MAX];
    for (uint32_t number = 0;; number++) {
        ssize_t length = read(tap, frame, sizeof frame);
        if (length < 0)
            fail("read from the TAP");
        send_parts(cut(number, frame, length));
    }
    return unused;
}

/* The receiving half: the frame that is being put together. */
static struct iovec parts[PARTS_MAX];
static uint32_t current;
static int have;

/* Takes a datagram; writes the frame that it completes. */
static void take(char *datagram, size_t length)
{
    struct part_header header;
    if (length <= sizeof header)
        return;
    memcpy(&header, datagram, sizeof header);
    if (header.index == 0) {
        current = header.frame;
        have = 0;
    }
    int fits = header.frame == current && header.index == have && header.index < header.count
            && header.count <= PARTS_MAX;
    if (!fits) {
        /* Its beginning was lost: none of it can be used. */
        have = 0;
        return;
    }
    parts[have++] = (struct iovec){datagram + sizeof header, length - sizeof header};
    if (have == header.count) {
        /* What the kernel does not take for a frame is dropped. */
        if (writev(tap, parts, have) < 0) {
        }
        have = 0;
    }
}

/* The length of the datagrams that were joined, from the control message; 0 if it was one alone. */
static size_t segment_length(struct msghdr *message)
{
    for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at; at = CMSG_NXTHDR(message, at)) {
        if (at->cmsg_level == IPPROTO_UDP && at->cmsg_type == UDP_GRO) {
            int length;
            memcpy(&length, CMSG_DATA(at), sizeof length);
            return length;
        }
    }
    return 0;
}

static void *receive_frames(void *unused)
{
    static char buffer[RECEIVE_BUFFER];
    size_t used = 0;
    for (;;) {
        if (have == 0)
            used = 0;
        if (used + RECEIVE_MAX > sizeof buffer) {
            /* So many remains of incomplete frames that there is no room: drop the last, too. */
            have = 0;
            used = 0;
        }
        char control[CMSG_SPACE(sizeof(int))];
        struct iovec vector = {buffer + used, RECEIVE_MAX};
        struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1,
                .msg_control = control, .msg_controllen = sizeof control};
        ssize_t length = recvmsg(udp, &message, 0);
        if (length <= 0)
            continue; /* An ICMP error that was waiting: the other one is not up yet. */
        size_t each = segment_length(&message);
        if (each == 0)
            each = length;
        for (ssize_t at = 0; at < length; at += each)
            take(buffer + used + at, (size_t)(length - at) < each ? (size_t)(length - at) : each);
        used += length;
    }
    return unused;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "usage: %s <tap> <own address> <other address> <port>\n", arguments[0]);
        return 2;
    }
    udp = open_udp(address(arguments[2], arguments[4]), address(arguments[3], arguments[4]));
    datagram_max = path_payload(udp);
    tap = open_tap(arguments[1]);
    pthread_t sender;
    if (pthread_create(&sender, NULL, send_frames, NULL) != 0)
        fail("pthread_create");
    receive_frames(NULL);
    return 0;
}
