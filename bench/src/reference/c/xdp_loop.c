/*
 * One queue of an interface by AF_XDP, and nothing but the loop: what a C program without a library
 * makes of the same sockets that weaved's xdp module has.
 *
 *     xdp_loop <task> <device> <queue> <map> <mode> <length> <processor> <seconds> <pages> <way>
 *
 *     task       rxdrop: take frames and forget them; txonly: send frames of <length> bytes;
 *                l2fwd: send back what comes, with the two MAC addresses exchanged
 *     map        the id of the XSKMAP in which an XDP program looks the socket up; 0 for none
 *     mode       any, copy or zero-copy
 *     processor  the one it runs on
 *     pages      small or huge
 *     way        interrupts, or busy: the kernel works in our system calls
 *
 * It writes one line: how many frames it moved, and in how many nanoseconds. The first tenth of a
 * second does not count.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Of Linux 6.6. */
#ifndef XDP_USE_SG
#define XDP_USE_SG (1 << 4)
#define XDP_PKT_CONTD (1 << 0)
#endif

enum {
    FRAMES = 4096,
    FRAME_SIZE = 2048,
    HEADROOM = 256,
    PIECE_MAX = FRAME_SIZE - HEADROOM,
    RING_SIZE = 2048,
    BATCH = 64,
    BIND_TRIES = 50,
    HUGE_PAGE_SIZE = 2 << 20,
    BUSY_POLL_MICROS = 20,
    BIND_PAUSE_MICROS = 20000,
};

#define SETTLE_NANOS 100000000ULL

/* A ring, seen from here: one of the two indices is ours. */
struct ring {
    uint32_t *producer;
    uint32_t *consumer;
    uint32_t *flags;
    void *slots;
    uint32_t ours;
    uint32_t theirs;
};

static int fd;
static char *memory;
static struct ring fill, completion, rx, tx;
static uint64_t pool[FRAMES];
static uint32_t pooled;
static uint32_t unsent;
static int polls_busily;

static void fail(const char *what)
{
    fprintf(stderr, "xdp_loop: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static struct ring ring(int option, uint64_t page, struct xdp_ring_offset *at, size_t slot)
{
    int size = RING_SIZE;
    if (setsockopt(fd, SOL_XDP, option, &size, sizeof size) < 0)
        fail("make a ring");
    char *base = mmap(NULL, at->desc + RING_SIZE * slot, PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_POPULATE, fd, page);
    if (base == MAP_FAILED)
        fail("map a ring");
    return (struct ring){.producer = (uint32_t *)(base + at->producer),
            .consumer = (uint32_t *)(base + at->consumer),
            .flags = (uint32_t *)(base + at->flags),
            .slots = base + at->desc};
}

/* How many slots may be filled, looking at the kernel's index only if need be. */
static uint32_t room(struct ring *ring, uint32_t wanted)
{
    uint32_t free = RING_SIZE - (ring->ours - ring->theirs);
    if (free < wanted) {
        ring->theirs = __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
        free = RING_SIZE - (ring->ours - ring->theirs);
    }
    return free < wanted ? free : wanted;
}

/* How many slots may be read, looking at the kernel's index only if there are none. */
static uint32_t available(struct ring *ring, uint32_t wanted)
{
    if (ring->theirs == ring->ours)
        ring->theirs = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
    uint32_t there = ring->theirs - ring->ours;
    return there < wanted ? there : wanted;
}

static void flush(struct ring *ring)
{
    __atomic_store_n(ring->producer, ring->ours, __ATOMIC_RELEASE);
}

static void release(struct ring *ring)
{
    __atomic_store_n(ring->consumer, ring->ours, __ATOMIC_RELEASE);
}

static int needs_wakeup(struct ring *ring)
{
    return __atomic_load_n(ring->flags, __ATOMIC_RELAXED) & XDP_RING_NEED_WAKEUP;
}

static struct xdp_desc *desc(struct ring *ring)
{
    return (struct xdp_desc *)ring->slots + (ring->ours++ & (RING_SIZE - 1));
}

static uint64_t *address(struct ring *ring)
{
    return (uint64_t *)ring->slots + (ring->ours++ & (RING_SIZE - 1));
}

static void refill(void)
{
    uint32_t count = room(&fill, pooled < BATCH ? pooled : BATCH);
    for (uint32_t i = 0; i < count; i++)
        *address(&fill) = pool[--pooled];
    if (count > 0)
        flush(&fill);
    if (polls_busily || needs_wakeup(&fill))
        recvfrom(fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

static void complete(void)
{
    uint32_t count = available(&completion, BATCH);
    for (uint32_t i = 0; i < count; i++)
        pool[pooled++] = *address(&completion) & -(uint64_t)FRAME_SIZE;
    if (count > 0)
        release(&completion);
    unsent -= count;
}

static void kick(void)
{
    if (unsent == 0 || !needs_wakeup(&tx))
        return;
    if (sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN && errno != EBUSY
            && errno != ENOBUFS)
        fail("send");
}

static uint32_t rxdrop(uint32_t length)
{
    (void)length;
    uint32_t count = available(&rx, BATCH), frames = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct xdp_desc *received = desc(&rx);
        pool[pooled++] = received->addr & -(uint64_t)FRAME_SIZE;
        frames += !(received->options & XDP_PKT_CONTD);
    }
    if (count > 0)
        release(&rx);
    refill();
    return frames;
}

static uint32_t txonly(uint32_t length)
{
    complete();
    uint32_t pieces = (length + PIECE_MAX - 1) / PIECE_MAX;
    uint32_t count = room(&tx, pooled < BATCH ? pooled : BATCH) / pieces;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t left = length;
        for (; left > PIECE_MAX; left -= PIECE_MAX)
            *desc(&tx) = (struct xdp_desc){pool[--pooled] + HEADROOM, PIECE_MAX, XDP_PKT_CONTD};
        *desc(&tx) = (struct xdp_desc){pool[--pooled] + HEADROOM, left, 0};
    }
    if (count > 0)
        flush(&tx);
    unsent += count * pieces;
    kick();
    return count;
}

static uint32_t l2fwd(uint32_t length)
{
    static int is_continued;
    (void)length;
    complete();
    refill();
    uint32_t count = available(&rx, room(&tx, BATCH)), frames = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct xdp_desc received = *desc(&rx);
        if (!is_continued) {
            char *frame = memory + received.addr;
            char destination[6];
            memcpy(destination, frame, 6);
            memcpy(frame, frame + 6, 6);
            memcpy(frame + 6, destination, 6);
        }
        is_continued = received.options & XDP_PKT_CONTD;
        frames += !is_continued;
        *desc(&tx) = (struct xdp_desc){received.addr, received.len, is_continued};
    }
    if (count > 0) {
        release(&rx);
        flush(&tx);
    }
    unsent += count;
    kick();
    return frames;
}

static void fill_frames(void)
{
    /* To everybody, from a local address, of a type that nobody takes. */
    static const unsigned char head[14] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0x02, 0, 0, 0, 0, 1, 0x88, 0xb5};
    for (uint64_t at = 0; at < (uint64_t)FRAMES * FRAME_SIZE; at += FRAME_SIZE) {
        memset(memory + at, 0, FRAME_SIZE);
        memcpy(memory + at + HEADROOM, head, sizeof head);
        pool[pooled++] = at;
    }
}

static void attach(const char *device, int queue, int flags)
{
    struct sockaddr_xdp address = {.sxdp_family = AF_XDP, .sxdp_flags = flags,
            .sxdp_ifindex = if_nametoindex(device), .sxdp_queue_id = queue};
    for (int i = 0; bind(fd, (struct sockaddr *)&address, sizeof address) < 0; i++) {
        /* The kernel lets go of a queue only a while after its socket was closed. */
        if (errno != EBUSY || i == BIND_TRIES)
            fail("bind");
        usleep(BIND_PAUSE_MICROS);
    }
}

static char *map_memory(size_t length, int huge)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE;
    char *at = huge ? mmap(NULL, length, PROT_READ | PROT_WRITE, flags | MAP_HUGETLB, -1, 0)
            : MAP_FAILED;
    if (at != MAP_FAILED)
        return at;
    at = mmap(NULL, length + HUGE_PAGE_SIZE, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        fail("mmap");
    at = (char *)(((uintptr_t)at + HUGE_PAGE_SIZE - 1) & -(uintptr_t)HUGE_PAGE_SIZE);
    if (huge)
        madvise(at, length, MADV_HUGEPAGE);
    return at;
}

static void poll_busily(void)
{
    int on = 1, micros = BUSY_POLL_MICROS, budget = BATCH;
    if (setsockopt(fd, SOL_SOCKET, SO_PREFER_BUSY_POLL, &on, sizeof on) < 0
            || setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL, &micros, sizeof micros) < 0
            || setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL_BUDGET, &budget, sizeof budget) < 0)
        fail("poll busily");
    polls_busily = 1;
}

static void open_socket(const char *device, int queue, int flags, int huge, int busy)
{
    size_t length = (size_t)FRAMES * FRAME_SIZE;
    struct xdp_umem_reg umem = {.len = length, .chunk_size = FRAME_SIZE};
    struct xdp_mmap_offsets at;
    socklen_t size = sizeof at;

    fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (fd < 0)
        fail("socket");
    memory = map_memory(length, huge);
    umem.addr = (uintptr_t)memory;
    if (setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof umem) < 0)
        fail("register memory");
    if (getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &at, &size) < 0)
        fail("ask for rings");
    fill = ring(XDP_UMEM_FILL_RING, XDP_UMEM_PGOFF_FILL_RING, &at.fr, sizeof(uint64_t));
    completion = ring(XDP_UMEM_COMPLETION_RING, XDP_UMEM_PGOFF_COMPLETION_RING, &at.cr,
            sizeof(uint64_t));
    rx = ring(XDP_RX_RING, XDP_PGOFF_RX_RING, &at.rx, sizeof(struct xdp_desc));
    tx = ring(XDP_TX_RING, XDP_PGOFF_TX_RING, &at.tx, sizeof(struct xdp_desc));
    if (busy)
        poll_busily();
    attach(device, queue, flags);
}

/* Has the program find this socket. */
static void enter(int map, int queue)
{
    union bpf_attr attributes = {0};
    attributes.map_id = map;
    int map_fd = syscall(SYS_bpf, BPF_MAP_GET_FD_BY_ID, &attributes, sizeof attributes);
    if (map_fd < 0)
        fail("open the map of sockets");
    memset(&attributes, 0, sizeof attributes);
    attributes.map_fd = map_fd;
    attributes.key = (uintptr_t)&queue;
    attributes.value = (uintptr_t)&fd;
    if (syscall(SYS_bpf, BPF_MAP_UPDATE_ELEM, &attributes, sizeof attributes) < 0)
        fail("enter the socket into the map");
    close(map_fd);
}

int main(int count, char **arguments)
{
    if (count != 11) {
        fprintf(stderr, "usage: %s <task> <device> <queue> <map> <mode> <length> <processor>"
                " <seconds> <pages> <way>\n", arguments[0]);
        return 2;
    }
    uint32_t (*turn)(uint32_t) = !strcmp(arguments[1], "rxdrop") ? rxdrop
            : !strcmp(arguments[1], "txonly") ? txonly : l2fwd;
    int queue = atoi(arguments[3]), map = atoi(arguments[4]), processor = atoi(arguments[7]);
    uint32_t length = atoi(arguments[6]);
    int flags = XDP_USE_NEED_WAKEUP | (!strcmp(arguments[5], "copy") ? XDP_COPY
            : !strcmp(arguments[5], "zero-copy") ? XDP_ZEROCOPY : 0);
    if (length > PIECE_MAX)
        flags |= XDP_USE_SG;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) < 0)
        fail("sched_setaffinity");
    open_socket(arguments[2], queue, flags, !strcmp(arguments[9], "huge"),
            !strcmp(arguments[10], "busy"));
    fill_frames();
    if (turn != txonly)
        for (int i = 0; i < RING_SIZE / BATCH; i++)
            refill();
    if (map != 0)
        enter(map, queue);

    uint64_t begin = now() + SETTLE_NANOS, time;
    while (now() < begin)
        turn(length);
    uint64_t end = begin + (uint64_t)(atof(arguments[8]) * 1e9), moved = 0;
    begin = now();
    do {
        moved += turn(length);
        time = now();
    } while (time < end);
    printf("%llu %llu\n", (unsigned long long)moved, (unsigned long long)(time - begin));
    return 0;
}
