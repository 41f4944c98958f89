/*
 * Prints structures and constants as the headers of this machine have them, into one file per
 * header:
 *
 *     layout:          nlattr size 4
 *                      nlattr.nla_type 2 2        field, offset, size
 *     constant:        NLMSG_DONE 3
 *
 * ./regenerate compiles and runs it; its output is committed and compared with the Java layouts.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <sys/socket.h>
#include <sys/uio.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <time.h>
#include <linux/filter.h>
#include <linux/errqueue.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#include <linux/if_arp.h>
#include <linux/virtio_net.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/rtnetlink.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <linux/if_bridge.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sched.h>
#include <linux/nsfs.h>
#include <linux/net_namespace.h>
#include <errno.h>

/* Headers before Linux 6.2 lack these; the kernel's numbers do not change. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

static FILE *out;

#define STRUCT(s) fprintf(out, "%s size %zu\n", #s, sizeof(struct s))
#define FIELD(s, f) \
    fprintf(out, "%s.%s %zu %zu\n", #s, #f, offsetof(struct s, f), sizeof(((struct s *)0)->f))
#define CONSTANT(c) fprintf(out, "%s %lld\n", #c, (long long)(c))

/* Begins the file of a header: sys/socket.h becomes sys_socket.txt. */
static void header(const char *directory, const char *name)
{
    char path[4096];
    size_t start = strlen(directory) + 1;

    if (out)
        fclose(out);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    for (char *c = path + start; *c; c++)
        if (*c == '/')
            *c = '_';
    strcpy(path + strlen(path) - 2, ".txt");
    out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    fprintf(out, "# <%s>, printed by src/test/c/print_layouts.c, never edited\n", name);
}

static void print_sys_socket(void)
{
    STRUCT(msghdr);
    FIELD(msghdr, msg_name);
    FIELD(msghdr, msg_namelen);
    FIELD(msghdr, msg_iov);
    FIELD(msghdr, msg_iovlen);
    FIELD(msghdr, msg_control);
    FIELD(msghdr, msg_controllen);
    FIELD(msghdr, msg_flags);
    STRUCT(mmsghdr);
    FIELD(mmsghdr, msg_hdr);
    FIELD(mmsghdr, msg_len);
    STRUCT(cmsghdr);
    FIELD(cmsghdr, cmsg_len);
    FIELD(cmsghdr, cmsg_level);
    FIELD(cmsghdr, cmsg_type);
    CONSTANT(AF_UNSPEC);
    CONSTANT(AF_UNIX);
    CONSTANT(AF_INET);
    CONSTANT(AF_INET6);
    CONSTANT(AF_NETLINK);
    CONSTANT(AF_PACKET);
    CONSTANT(SOCK_DGRAM);
    CONSTANT(SOCK_RAW);
    CONSTANT(SOCK_SEQPACKET);
    CONSTANT(SOCK_NONBLOCK);
    CONSTANT(SOCK_CLOEXEC);
    CONSTANT(SOL_SOCKET);
    CONSTANT(SO_REUSEADDR);
    CONSTANT(SO_ERROR);
    CONSTANT(SO_SNDBUF);
    CONSTANT(SO_RCVBUF);
    CONSTANT(SO_NO_CHECK);
    CONSTANT(SO_REUSEPORT);
    CONSTANT(SO_SNDBUFFORCE);
    CONSTANT(SO_RCVBUFFORCE);
    CONSTANT(SO_MARK);
    CONSTANT(SO_BUSY_POLL);
    CONSTANT(SO_ATTACH_REUSEPORT_CBPF);
    CONSTANT(SO_PREFER_BUSY_POLL);
    CONSTANT(MSG_PEEK);
    CONSTANT(MSG_TRUNC);
    CONSTANT(MSG_DONTWAIT);
    CONSTANT(MSG_ERRQUEUE);
    CONSTANT(MSG_NOSIGNAL);
}

static void print_sys_uio(void)
{
    STRUCT(iovec);
    FIELD(iovec, iov_base);
    FIELD(iovec, iov_len);
}

static void print_netinet_in(void)
{
    STRUCT(sockaddr_in);
    FIELD(sockaddr_in, sin_family);
    FIELD(sockaddr_in, sin_port);
    FIELD(sockaddr_in, sin_addr);
    STRUCT(sockaddr_in6);
    FIELD(sockaddr_in6, sin6_family);
    FIELD(sockaddr_in6, sin6_port);
    FIELD(sockaddr_in6, sin6_flowinfo);
    FIELD(sockaddr_in6, sin6_addr);
    FIELD(sockaddr_in6, sin6_scope_id);
    STRUCT(in_pktinfo);
    FIELD(in_pktinfo, ipi_ifindex);
    FIELD(in_pktinfo, ipi_spec_dst);
    FIELD(in_pktinfo, ipi_addr);
    CONSTANT(IPPROTO_IP);
    CONSTANT(IPPROTO_UDP);
    CONSTANT(IPPROTO_IPV6);
    CONSTANT(INADDR_LOOPBACK);
    CONSTANT(IP_PKTINFO);
    CONSTANT(IP_MTU_DISCOVER);
    CONSTANT(IP_RECVERR);
    CONSTANT(IP_MTU);
    CONSTANT(IP_PMTUDISC_DONT);
    CONSTANT(IP_PMTUDISC_WANT);
    CONSTANT(IP_PMTUDISC_DO);
    CONSTANT(IP_PMTUDISC_PROBE);
}

static void print_netinet_udp(void)
{
    CONSTANT(SOL_UDP);
    CONSTANT(UDP_SEGMENT);
    CONSTANT(UDP_GRO);
}

static void print_linux_filter(void)
{
    STRUCT(sock_filter);
    FIELD(sock_filter, code);
    FIELD(sock_filter, jt);
    FIELD(sock_filter, jf);
    FIELD(sock_filter, k);
    STRUCT(sock_fprog);
    FIELD(sock_fprog, len);
    FIELD(sock_fprog, filter);
    CONSTANT(BPF_LD);
    CONSTANT(BPF_ALU);
    CONSTANT(BPF_RET);
    CONSTANT(BPF_MISC);
    CONSTANT(BPF_W);
    CONSTANT(BPF_H);
    CONSTANT(BPF_ABS);
    CONSTANT(BPF_MUL);
    CONSTANT(BPF_RSH);
    CONSTANT(BPF_XOR);
    CONSTANT(BPF_TAX);
    CONSTANT(BPF_K);
    CONSTANT(BPF_X);
    CONSTANT(BPF_A);
}

static void print_linux_errqueue(void)
{
    STRUCT(sock_extended_err);
    FIELD(sock_extended_err, ee_errno);
    FIELD(sock_extended_err, ee_origin);
    FIELD(sock_extended_err, ee_type);
    FIELD(sock_extended_err, ee_code);
    FIELD(sock_extended_err, ee_pad);
    FIELD(sock_extended_err, ee_info);
    FIELD(sock_extended_err, ee_data);
    CONSTANT(SO_EE_ORIGIN_NONE);
    CONSTANT(SO_EE_ORIGIN_LOCAL);
    CONSTANT(SO_EE_ORIGIN_ICMP);
    CONSTANT(SO_EE_ORIGIN_ICMP6);
}

static void print_linux_if(void)
{
    STRUCT(ifreq);
    FIELD(ifreq, ifr_name);
    FIELD(ifreq, ifr_flags);
    CONSTANT(IFNAMSIZ);
    CONSTANT(IFF_UP);
    CONSTANT(IFF_LOWER_UP);
}

static void print_linux_if_tun(void)
{
    CONSTANT(TUNSETPERSIST);
    CONSTANT(TUNSETIFF);
    CONSTANT(TUNSETOFFLOAD);
    CONSTANT(TUNGETIFF);
    CONSTANT(TUNSETVNETHDRSZ);
    CONSTANT(IFF_TAP);
    CONSTANT(IFF_NO_PI);
    CONSTANT(IFF_VNET_HDR);
    CONSTANT(IFF_MULTI_QUEUE);
    CONSTANT(IFF_PERSIST);
    CONSTANT(TUN_F_CSUM);
    CONSTANT(TUN_F_TSO4);
    CONSTANT(TUN_F_TSO6);
    CONSTANT(TUN_F_TSO_ECN);
    CONSTANT(TUN_F_USO4);
    CONSTANT(TUN_F_USO6);
}

static void print_linux_virtio_net(void)
{
    STRUCT(virtio_net_hdr);
    FIELD(virtio_net_hdr, flags);
    FIELD(virtio_net_hdr, gso_type);
    FIELD(virtio_net_hdr, hdr_len);
    FIELD(virtio_net_hdr, gso_size);
    FIELD(virtio_net_hdr, csum_start);
    FIELD(virtio_net_hdr, csum_offset);
    CONSTANT(VIRTIO_NET_HDR_F_NEEDS_CSUM);
    CONSTANT(VIRTIO_NET_HDR_F_DATA_VALID);
    CONSTANT(VIRTIO_NET_HDR_GSO_NONE);
    CONSTANT(VIRTIO_NET_HDR_GSO_TCPV4);
    CONSTANT(VIRTIO_NET_HDR_GSO_UDP);
    CONSTANT(VIRTIO_NET_HDR_GSO_TCPV6);
    CONSTANT(VIRTIO_NET_HDR_GSO_UDP_L4);
    CONSTANT(VIRTIO_NET_HDR_GSO_ECN);
}

static void print_linux_netlink(void)
{
    STRUCT(sockaddr_nl);
    FIELD(sockaddr_nl, nl_family);
    FIELD(sockaddr_nl, nl_pid);
    FIELD(sockaddr_nl, nl_groups);
    STRUCT(nlmsghdr);
    FIELD(nlmsghdr, nlmsg_len);
    FIELD(nlmsghdr, nlmsg_type);
    FIELD(nlmsghdr, nlmsg_flags);
    FIELD(nlmsghdr, nlmsg_seq);
    FIELD(nlmsghdr, nlmsg_pid);
    STRUCT(nlattr);
    FIELD(nlattr, nla_len);
    FIELD(nlattr, nla_type);
    STRUCT(nlmsgerr);
    FIELD(nlmsgerr, error);
    FIELD(nlmsgerr, msg);
    CONSTANT(NETLINK_ROUTE);
    CONSTANT(NETLINK_NETFILTER);
    CONSTANT(NLMSG_NOOP);
    CONSTANT(NLMSG_ERROR);
    CONSTANT(NLMSG_DONE);
    CONSTANT(NLM_F_REQUEST);
    CONSTANT(NLM_F_ACK);
    CONSTANT(NLM_F_DUMP_INTR);
    CONSTANT(NLM_F_DUMP);
    CONSTANT(NLM_F_EXCL);
    CONSTANT(NLM_F_CREATE);
    CONSTANT(NLM_F_CAPPED);
    CONSTANT(NLM_F_ACK_TLVS);
    CONSTANT(NETLINK_CAP_ACK);
    CONSTANT(NETLINK_EXT_ACK);
    CONSTANT(SOL_NETLINK);
    CONSTANT(NLMSGERR_ATTR_MSG);
    CONSTANT(NLA_F_NESTED);
    CONSTANT(NLA_TYPE_MASK);
}

static void print_linux_netfilter_nfnetlink(void)
{
    STRUCT(nfgenmsg);
    FIELD(nfgenmsg, nfgen_family);
    FIELD(nfgenmsg, version);
    FIELD(nfgenmsg, res_id);
    CONSTANT(NFNL_SUBSYS_NFTABLES);
}

static void print_linux_netfilter_nf_tables(void)
{
    CONSTANT(NFT_MSG_GETGEN);
    CONSTANT(NFTA_GEN_ID);
}

static void print_linux_netfilter_ipv4_ip_tables(void)
{
    STRUCT(ipt_getinfo);
    FIELD(ipt_getinfo, name);
    FIELD(ipt_getinfo, valid_hooks);
    FIELD(ipt_getinfo, hook_entry);
    FIELD(ipt_getinfo, underflow);
    FIELD(ipt_getinfo, num_entries);
    FIELD(ipt_getinfo, size);
    CONSTANT(IPT_SO_GET_INFO);
}

static void print_linux_if_packet(void)
{
    STRUCT(sockaddr_ll);
    FIELD(sockaddr_ll, sll_family);
    FIELD(sockaddr_ll, sll_protocol);
    FIELD(sockaddr_ll, sll_ifindex);
    FIELD(sockaddr_ll, sll_hatype);
    FIELD(sockaddr_ll, sll_pkttype);
    FIELD(sockaddr_ll, sll_halen);
    FIELD(sockaddr_ll, sll_addr);
}

static void print_linux_if_ether(void)
{
    CONSTANT(ETH_P_ARP);
}

static void print_linux_if_arp(void)
{
    CONSTANT(ARPHRD_ETHER);
    CONSTANT(ARPOP_REQUEST);
}

static void print_linux_rtnetlink(void)
{
    STRUCT(ifinfomsg);
    FIELD(ifinfomsg, ifi_family);
    FIELD(ifinfomsg, ifi_type);
    FIELD(ifinfomsg, ifi_index);
    FIELD(ifinfomsg, ifi_flags);
    FIELD(ifinfomsg, ifi_change);
    STRUCT(rtgenmsg);
    FIELD(rtgenmsg, rtgen_family);
    STRUCT(rtmsg);
    FIELD(rtmsg, rtm_family);
    FIELD(rtmsg, rtm_dst_len);
    FIELD(rtmsg, rtm_src_len);
    FIELD(rtmsg, rtm_tos);
    FIELD(rtmsg, rtm_table);
    FIELD(rtmsg, rtm_protocol);
    FIELD(rtmsg, rtm_scope);
    FIELD(rtmsg, rtm_type);
    FIELD(rtmsg, rtm_flags);
    CONSTANT(RTM_NEWLINK);
    CONSTANT(RTM_DELLINK);
    CONSTANT(RTM_GETLINK);
    CONSTANT(RTM_GETNEIGH);
    CONSTANT(RTM_NEWADDR);
    CONSTANT(RTM_DELADDR);
    CONSTANT(RTM_GETADDR);
    CONSTANT(RTM_NEWROUTE);
    CONSTANT(RTM_GETROUTE);
    CONSTANT(RTM_GETNSID);
    CONSTANT(RTA_DST);
    CONSTANT(RTA_OIF);
    CONSTANT(RTA_GATEWAY);
    CONSTANT(RTA_TABLE);
    CONSTANT(RT_TABLE_MAIN);
    CONSTANT(RTPROT_BOOT);
    CONSTANT(RT_SCOPE_LINK);
    CONSTANT(RTN_UNICAST);
}

static void print_linux_if_addr(void)
{
    STRUCT(ifaddrmsg);
    FIELD(ifaddrmsg, ifa_family);
    FIELD(ifaddrmsg, ifa_prefixlen);
    FIELD(ifaddrmsg, ifa_flags);
    FIELD(ifaddrmsg, ifa_scope);
    FIELD(ifaddrmsg, ifa_index);
    CONSTANT(IFA_ADDRESS);
    CONSTANT(IFA_LOCAL);
    CONSTANT(IFA_BROADCAST);
}

static void print_linux_neighbour(void)
{
    STRUCT(ndmsg);
    FIELD(ndmsg, ndm_family);
    FIELD(ndmsg, ndm_ifindex);
    FIELD(ndmsg, ndm_state);
    FIELD(ndmsg, ndm_flags);
    FIELD(ndmsg, ndm_type);
    CONSTANT(NDA_DST);
    CONSTANT(NDA_LLADDR);
}

static void print_linux_if_link(void)
{
    CONSTANT(IFLA_ADDRESS);
    CONSTANT(IFLA_IFNAME);
    CONSTANT(IFLA_MTU);
    CONSTANT(IFLA_LINK);
    CONSTANT(IFLA_MASTER);
    CONSTANT(IFLA_LINKINFO);
    CONSTANT(IFLA_NET_NS_PID);
    CONSTANT(IFLA_NET_NS_FD);
    CONSTANT(IFLA_GSO_MAX_SIZE);
    CONSTANT(IFLA_LINK_NETNSID);
    CONSTANT(IFLA_INFO_KIND);
    CONSTANT(IFLA_INFO_DATA);
    CONSTANT(IFLA_INFO_SLAVE_KIND);
    CONSTANT(IFLA_INFO_SLAVE_DATA);
    CONSTANT(IFLA_BRPORT_MODE);
    CONSTANT(IFLA_BRPORT_STATE);
    CONSTANT(IFLA_BR_FORWARD_DELAY);
    CONSTANT(IFLA_BR_STP_STATE);
    CONSTANT(IFLA_BR_MCAST_SNOOPING);
}

static void print_linux_veth(void)
{
    CONSTANT(VETH_INFO_PEER);
}

static void print_fcntl(void)
{
    CONSTANT(O_RDONLY);
    CONSTANT(O_WRONLY);
    CONSTANT(O_RDWR);
    CONSTANT(O_CREAT);
    CONSTANT(O_NONBLOCK);
    CONSTANT(O_CLOEXEC);
    CONSTANT(F_GETFL);
    CONSTANT(F_SETFL);
    CONSTANT(F_DUPFD_CLOEXEC);
}

static void print_poll(void)
{
    STRUCT(pollfd);
    FIELD(pollfd, fd);
    FIELD(pollfd, events);
    FIELD(pollfd, revents);
    CONSTANT(POLLIN);
    CONSTANT(POLLOUT);
    CONSTANT(POLLERR);
    CONSTANT(POLLHUP);
    CONSTANT(POLLNVAL);
}

static void print_sys_mman(void)
{
    CONSTANT(PROT_READ);
    CONSTANT(PROT_WRITE);
    CONSTANT(MAP_SHARED);
    CONSTANT(MAP_PRIVATE);
    CONSTANT(MAP_ANONYMOUS);
    CONSTANT(MAP_POPULATE);
    CONSTANT(MAP_HUGETLB);
    CONSTANT(MADV_HUGEPAGE);
}

static void print_sys_eventfd(void)
{
    CONSTANT(EFD_CLOEXEC);
    CONSTANT(EFD_NONBLOCK);
}

static void print_sys_timerfd(void)
{
    STRUCT(itimerspec);
    FIELD(itimerspec, it_interval);
    FIELD(itimerspec, it_interval.tv_sec);
    FIELD(itimerspec, it_interval.tv_nsec);
    FIELD(itimerspec, it_value);
    FIELD(itimerspec, it_value.tv_sec);
    FIELD(itimerspec, it_value.tv_nsec);
    CONSTANT(TFD_CLOEXEC);
    CONSTANT(TFD_NONBLOCK);
}

static void print_time(void)
{
    CONSTANT(CLOCK_MONOTONIC);
}

static void print_sys_timex(void)
{
    CONSTANT(TIME_ERROR);
}

static void print_sched(void)
{
    CONSTANT(CLONE_NEWNET);
    CONSTANT(CPU_SETSIZE);
}

static void print_linux_nsfs(void)
{
    CONSTANT(NS_GET_NSTYPE);
}

static void print_linux_net_namespace(void)
{
    CONSTANT(NETNSA_NSID);
    CONSTANT(NETNSA_FD);
}

static void print_linux_if_bridge(void)
{
    CONSTANT(BR_STATE_FORWARDING);
}

static void print_errno(void)
{
    for (int number = 1; number <= EHWPOISON; number++)
        if (strerrorname_np(number))
            fprintf(out, "%s %d\n", strerrorname_np(number), number);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s directory\n", argv[0]);
        return 2;
    }
    header(argv[1], "sys/socket.h");
    print_sys_socket();
    header(argv[1], "sys/uio.h");
    print_sys_uio();
    header(argv[1], "netinet/in.h");
    print_netinet_in();
    header(argv[1], "netinet/udp.h");
    print_netinet_udp();
    header(argv[1], "linux/filter.h");
    print_linux_filter();
    header(argv[1], "linux/errqueue.h");
    print_linux_errqueue();
    header(argv[1], "linux/if.h");
    print_linux_if();
    header(argv[1], "linux/if_tun.h");
    print_linux_if_tun();
    header(argv[1], "linux/if_packet.h");
    print_linux_if_packet();
    header(argv[1], "linux/if_ether.h");
    print_linux_if_ether();
    header(argv[1], "linux/if_arp.h");
    print_linux_if_arp();
    header(argv[1], "linux/virtio_net.h");
    print_linux_virtio_net();
    header(argv[1], "linux/netlink.h");
    print_linux_netlink();
    header(argv[1], "linux/netfilter/nfnetlink.h");
    print_linux_netfilter_nfnetlink();
    header(argv[1], "linux/netfilter/nf_tables.h");
    print_linux_netfilter_nf_tables();
    header(argv[1], "linux/netfilter_ipv4/ip_tables.h");
    print_linux_netfilter_ipv4_ip_tables();
    header(argv[1], "linux/rtnetlink.h");
    print_linux_rtnetlink();
    header(argv[1], "linux/if_addr.h");
    print_linux_if_addr();
    header(argv[1], "linux/neighbour.h");
    print_linux_neighbour();
    header(argv[1], "linux/if_link.h");
    print_linux_if_link();
    header(argv[1], "linux/veth.h");
    print_linux_veth();
    header(argv[1], "fcntl.h");
    print_fcntl();
    header(argv[1], "poll.h");
    print_poll();
    header(argv[1], "sys/mman.h");
    print_sys_mman();
    header(argv[1], "sys/eventfd.h");
    print_sys_eventfd();
    header(argv[1], "sys/timerfd.h");
    print_sys_timerfd();
    header(argv[1], "time.h");
    print_time();
    header(argv[1], "sys/timex.h");
    print_sys_timex();
    header(argv[1], "sched.h");
    print_sched();
    header(argv[1], "linux/nsfs.h");
    print_linux_nsfs();
    header(argv[1], "linux/net_namespace.h");
    print_linux_net_namespace();
    header(argv[1], "linux/if_bridge.h");
    print_linux_if_bridge();
    header(argv[1], "errno.h");
    print_errno();
    return fclose(out) ? 1 : 0;
}
