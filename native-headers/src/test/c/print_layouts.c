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
#include <linux/bpf.h>
#include <linux/errqueue.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#include <linux/if_arp.h>
#include <linux/virtio_net.h>
#include <linux/netlink.h>
#include <linux/genetlink.h>
#include <linux/openvswitch.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/rtnetlink.h>
#include <linux/pkt_sched.h>
#include <linux/pkt_cls.h>
#include <linux/if_addr.h>
#include <linux/xfrm.h>
#include <linux/neighbour.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
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

#include <linux/version.h>
/* Of Linux 6.6. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define BPF_TCX_INGRESS 46
#define BPF_TCX_EGRESS 47
#define BPF_LINK_TYPE_TCX 11
#endif

/* Of Linux 6.6, 6.8 and 6.14. */
#ifndef XDP_USE_SG
#define XDP_USE_SG (1 << 4)
#define XDP_PKT_CONTD (1 << 0)
#endif
#ifndef XDP_TX_METADATA
#define XDP_UMEM_TX_SW_CSUM (1 << 1)
#define XDP_TX_METADATA (1 << 1)
#define XDP_TXMD_FLAGS_CHECKSUM (1 << 1)
#endif
#ifndef XDP_UMEM_TX_METADATA_LEN
#define XDP_UMEM_TX_METADATA_LEN (1 << 2)
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define xdp_umem_reg xdp_umem_reg_of_6_8
struct xdp_umem_reg {
    __u64 addr;
    __u64 len;
    __u32 chunk_size;
    __u32 headroom;
    __u32 flags;
    __u32 tx_metadata_len;
};
#define xsk_tx_metadata xsk_tx_metadata_of_6_14
struct xsk_tx_metadata {
    __u64 flags;
    union {
        struct {
            __u16 csum_start;
            __u16 csum_offset;
            __u64 launch_time;
        } request;
        struct {
            __u64 tx_timestamp;
        } completion;
    };
};
#endif

static FILE *out;

#define STRUCT(s) fprintf(out, "%s size %zu\n", #s, sizeof(struct s))
#define FIELD(s, f) \
    fprintf(out, "%s.%s %zu %zu\n", #s, #f, offsetof(struct s, f), sizeof(((struct s *)0)->f))
/* The first fields of a structure that grows with the kernel. */
#define HEAD(s, last) \
    fprintf(out, "%s size %zu\n", #s, offsetof(struct s, last) + sizeof(((struct s *)0)->last))
/* One of the structures without a name that union bpf_attr consists of. */
#define PART(s, last) \
    fprintf(out, "%s size %zu\n", #s, \
            offsetof(union bpf_attr, last) + sizeof(((union bpf_attr *)0)->last))
#define PART_FIELD(s, prefix, f) \
    fprintf(out, "%s.%s %zu %zu\n", #s, #f, offsetof(union bpf_attr, prefix f), \
            sizeof(((union bpf_attr *)0)->prefix f))
/* A field of a structure without a name in another. */
#define INNER(s, prefix, f) \
    fprintf(out, "%s.%s %zu %zu\n", #s, #f, offsetof(struct s, prefix f), \
            sizeof(((struct s *)0)->prefix f))
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
    CONSTANT(AF_BRIDGE);
    CONSTANT(AF_INET6);
    CONSTANT(AF_NETLINK);
    CONSTANT(AF_PACKET);
    CONSTANT(AF_XDP);
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
    CONSTANT(SO_BUSY_POLL_BUDGET);
    CONSTANT(SOL_XDP);
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
    CONSTANT(IPPROTO_ESP);
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

static void print_linux_bpf(void)
{
    STRUCT(bpf_insn);
    FIELD(bpf_insn, code);
    FIELD(bpf_insn, off);
    FIELD(bpf_insn, imm);
    PART(bpf_attr_map_create, map_name);
    PART_FIELD(bpf_attr_map_create, , map_type);
    PART_FIELD(bpf_attr_map_create, , key_size);
    PART_FIELD(bpf_attr_map_create, , value_size);
    PART_FIELD(bpf_attr_map_create, , max_entries);
    PART_FIELD(bpf_attr_map_create, , map_flags);
    PART_FIELD(bpf_attr_map_create, , map_name);
    PART(bpf_attr_map_elem, flags);
    PART_FIELD(bpf_attr_map_elem, , map_fd);
    PART_FIELD(bpf_attr_map_elem, , key);
    PART_FIELD(bpf_attr_map_elem, , value);
    PART_FIELD(bpf_attr_map_elem, , flags);
    PART(bpf_attr_batch, batch.flags);
    PART_FIELD(bpf_attr_batch, batch., in_batch);
    PART_FIELD(bpf_attr_batch, batch., out_batch);
    PART_FIELD(bpf_attr_batch, batch., keys);
    PART_FIELD(bpf_attr_batch, batch., values);
    PART_FIELD(bpf_attr_batch, batch., count);
    PART_FIELD(bpf_attr_batch, batch., map_fd);
    PART_FIELD(bpf_attr_batch, batch., elem_flags);
    PART_FIELD(bpf_attr_batch, batch., flags);
    PART(bpf_attr_prog_load, expected_attach_type);
    PART_FIELD(bpf_attr_prog_load, , prog_type);
    PART_FIELD(bpf_attr_prog_load, , insn_cnt);
    PART_FIELD(bpf_attr_prog_load, , insns);
    PART_FIELD(bpf_attr_prog_load, , license);
    PART_FIELD(bpf_attr_prog_load, , log_level);
    PART_FIELD(bpf_attr_prog_load, , log_size);
    PART_FIELD(bpf_attr_prog_load, , log_buf);
    PART_FIELD(bpf_attr_prog_load, , prog_flags);
    PART_FIELD(bpf_attr_prog_load, , prog_name);
    PART_FIELD(bpf_attr_prog_load, , expected_attach_type);
    PART(bpf_attr_obj, file_flags);
    PART_FIELD(bpf_attr_obj, , pathname);
    PART_FIELD(bpf_attr_obj, , bpf_fd);
    PART_FIELD(bpf_attr_obj, , file_flags);
    PART(bpf_attr_test, test.ctx_out);
    PART_FIELD(bpf_attr_test, test., prog_fd);
    PART_FIELD(bpf_attr_test, test., retval);
    PART_FIELD(bpf_attr_test, test., data_size_in);
    PART_FIELD(bpf_attr_test, test., data_size_out);
    PART_FIELD(bpf_attr_test, test., data_in);
    PART_FIELD(bpf_attr_test, test., data_out);
    PART_FIELD(bpf_attr_test, test., repeat);
    PART_FIELD(bpf_attr_test, test., duration);
    PART_FIELD(bpf_attr_test, test., ctx_size_in);
    PART_FIELD(bpf_attr_test, test., ctx_size_out);
    PART_FIELD(bpf_attr_test, test., ctx_in);
    PART_FIELD(bpf_attr_test, test., ctx_out);
    PART(bpf_attr_get_id, open_flags);
    PART_FIELD(bpf_attr_get_id, , start_id);
    PART_FIELD(bpf_attr_get_id, , next_id);
    PART_FIELD(bpf_attr_get_id, , open_flags);
    PART(bpf_attr_info, info.info);
    PART_FIELD(bpf_attr_info, info., bpf_fd);
    PART_FIELD(bpf_attr_info, info., info_len);
    PART_FIELD(bpf_attr_info, info., info);
    PART(bpf_attr_query, query.prog_cnt);
    PART_FIELD(bpf_attr_query, query., target_fd);
    PART_FIELD(bpf_attr_query, query., attach_type);
    PART_FIELD(bpf_attr_query, query., query_flags);
    PART_FIELD(bpf_attr_query, query., attach_flags);
    PART_FIELD(bpf_attr_query, query., prog_ids);
    PART_FIELD(bpf_attr_query, query., prog_cnt);
    PART(bpf_attr_link_create, link_create.flags);
    PART_FIELD(bpf_attr_link_create, link_create., prog_fd);
    PART_FIELD(bpf_attr_link_create, link_create., target_ifindex);
    PART_FIELD(bpf_attr_link_create, link_create., attach_type);
    PART_FIELD(bpf_attr_link_create, link_create., flags);
    PART(bpf_attr_link_update, link_update.old_prog_fd);
    PART_FIELD(bpf_attr_link_update, link_update., link_fd);
    PART_FIELD(bpf_attr_link_update, link_update., new_prog_fd);
    PART_FIELD(bpf_attr_link_update, link_update., flags);
    PART_FIELD(bpf_attr_link_update, link_update., old_prog_fd);
    HEAD(bpf_prog_info, name);
    FIELD(bpf_prog_info, type);
    FIELD(bpf_prog_info, id);
    FIELD(bpf_prog_info, nr_map_ids);
    FIELD(bpf_prog_info, map_ids);
    FIELD(bpf_prog_info, name);
    HEAD(bpf_map_info, name);
    FIELD(bpf_map_info, type);
    FIELD(bpf_map_info, id);
    FIELD(bpf_map_info, key_size);
    FIELD(bpf_map_info, value_size);
    FIELD(bpf_map_info, max_entries);
    FIELD(bpf_map_info, map_flags);
    FIELD(bpf_map_info, name);
    HEAD(bpf_link_info, xdp.ifindex);
    FIELD(bpf_link_info, type);
    FIELD(bpf_link_info, id);
    FIELD(bpf_link_info, prog_id);
    FIELD(bpf_link_info, xdp.ifindex);
    HEAD(__sk_buff, gso_size);
    FIELD(__sk_buff, len);
    FIELD(__sk_buff, pkt_type);
    FIELD(__sk_buff, mark);
    FIELD(__sk_buff, queue_mapping);
    FIELD(__sk_buff, protocol);
    FIELD(__sk_buff, vlan_present);
    FIELD(__sk_buff, vlan_tci);
    FIELD(__sk_buff, vlan_proto);
    FIELD(__sk_buff, priority);
    FIELD(__sk_buff, ingress_ifindex);
    FIELD(__sk_buff, ifindex);
    FIELD(__sk_buff, tc_index);
    FIELD(__sk_buff, cb);
    FIELD(__sk_buff, hash);
    FIELD(__sk_buff, tc_classid);
    FIELD(__sk_buff, data);
    FIELD(__sk_buff, data_end);
    FIELD(__sk_buff, napi_id);
    FIELD(__sk_buff, data_meta);
    FIELD(__sk_buff, flow_keys);
    FIELD(__sk_buff, tstamp);
    FIELD(__sk_buff, wire_len);
    FIELD(__sk_buff, gso_segs);
    FIELD(__sk_buff, sk);
    FIELD(__sk_buff, gso_size);
    STRUCT(xdp_md);
    FIELD(xdp_md, data);
    FIELD(xdp_md, data_end);
    FIELD(xdp_md, data_meta);
    FIELD(xdp_md, ingress_ifindex);
    FIELD(xdp_md, rx_queue_index);
    FIELD(xdp_md, egress_ifindex);
    STRUCT(bpf_tunnel_key);
    FIELD(bpf_tunnel_key, tunnel_id);
    FIELD(bpf_tunnel_key, remote_ipv4);
    FIELD(bpf_tunnel_key, tunnel_tos);
    FIELD(bpf_tunnel_key, tunnel_ttl);
    FIELD(bpf_tunnel_key, tunnel_ext);
    FIELD(bpf_tunnel_key, tunnel_label);
    FIELD(bpf_tunnel_key, local_ipv4);
    CONSTANT(BPF_MAP_CREATE);
    CONSTANT(BPF_MAP_LOOKUP_ELEM);
    CONSTANT(BPF_MAP_UPDATE_ELEM);
    CONSTANT(BPF_MAP_DELETE_ELEM);
    CONSTANT(BPF_MAP_GET_NEXT_KEY);
    CONSTANT(BPF_PROG_LOAD);
    CONSTANT(BPF_OBJ_PIN);
    CONSTANT(BPF_OBJ_GET);
    CONSTANT(BPF_PROG_TEST_RUN);
    CONSTANT(BPF_PROG_GET_NEXT_ID);
    CONSTANT(BPF_MAP_GET_NEXT_ID);
    CONSTANT(BPF_PROG_GET_FD_BY_ID);
    CONSTANT(BPF_MAP_GET_FD_BY_ID);
    CONSTANT(BPF_OBJ_GET_INFO_BY_FD);
    CONSTANT(BPF_PROG_QUERY);
    CONSTANT(BPF_MAP_LOOKUP_BATCH);
    CONSTANT(BPF_MAP_UPDATE_BATCH);
    CONSTANT(BPF_MAP_DELETE_BATCH);
    CONSTANT(BPF_LINK_CREATE);
    CONSTANT(BPF_LINK_UPDATE);
    CONSTANT(BPF_LINK_GET_FD_BY_ID);
    CONSTANT(BPF_LINK_GET_NEXT_ID);
    CONSTANT(BPF_LINK_DETACH);
    CONSTANT(BPF_MAP_TYPE_HASH);
    CONSTANT(BPF_MAP_TYPE_ARRAY);
    CONSTANT(BPF_MAP_TYPE_PERCPU_HASH);
    CONSTANT(BPF_MAP_TYPE_PERCPU_ARRAY);
    CONSTANT(BPF_MAP_TYPE_LRU_HASH);
    CONSTANT(BPF_MAP_TYPE_LRU_PERCPU_HASH);
    CONSTANT(BPF_MAP_TYPE_DEVMAP);
    CONSTANT(BPF_MAP_TYPE_XSKMAP);
    CONSTANT(BPF_F_NO_PREALLOC);
    CONSTANT(BPF_F_XDP_HAS_FRAGS);
    CONSTANT(BPF_ANY);
    CONSTANT(BPF_NOEXIST);
    CONSTANT(BPF_EXIST);
    CONSTANT(BPF_PROG_TYPE_SOCKET_FILTER);
    CONSTANT(BPF_PROG_TYPE_SCHED_CLS);
    CONSTANT(BPF_PROG_TYPE_XDP);
    CONSTANT(BPF_XDP);
    CONSTANT(BPF_TCX_INGRESS);
    CONSTANT(BPF_TCX_EGRESS);
    CONSTANT(BPF_LINK_TYPE_XDP);
    CONSTANT(BPF_LINK_TYPE_TCX);
    CONSTANT(BPF_OBJ_NAME_LEN);
    CONSTANT(XDP_ABORTED);
    CONSTANT(XDP_DROP);
    CONSTANT(XDP_PASS);
    CONSTANT(XDP_TX);
    CONSTANT(XDP_REDIRECT);
    CONSTANT(BPF_F_RECOMPUTE_CSUM);
    CONSTANT(BPF_ADJ_ROOM_MAC);
    CONSTANT(BPF_ADJ_ROOM_ENCAP_L2_SHIFT);
    CONSTANT(BPF_F_ADJ_ROOM_FIXED_GSO);
    CONSTANT(BPF_F_ADJ_ROOM_ENCAP_L3_IPV4);
    CONSTANT(BPF_F_ADJ_ROOM_ENCAP_L4_UDP);
    CONSTANT(BPF_F_ADJ_ROOM_ENCAP_L2_ETH);
    CONSTANT(BPF_F_TUNINFO_IPV6);
    CONSTANT(BPF_F_ZERO_CSUM_TX);
    CONSTANT(BPF_F_DONT_FRAGMENT);
    CONSTANT(BPF_FUNC_map_lookup_elem);
    CONSTANT(BPF_FUNC_map_update_elem);
    CONSTANT(BPF_FUNC_map_delete_elem);
    CONSTANT(BPF_FUNC_ktime_get_ns);
    CONSTANT(BPF_FUNC_get_prandom_u32);
    CONSTANT(BPF_FUNC_get_smp_processor_id);
    CONSTANT(BPF_FUNC_skb_store_bytes);
    CONSTANT(BPF_FUNC_tail_call);
    CONSTANT(BPF_FUNC_clone_redirect);
    CONSTANT(BPF_FUNC_skb_get_tunnel_key);
    CONSTANT(BPF_FUNC_skb_set_tunnel_key);
    CONSTANT(BPF_FUNC_redirect);
    CONSTANT(BPF_FUNC_skb_load_bytes);
    CONSTANT(BPF_FUNC_skb_change_type);
    CONSTANT(BPF_FUNC_get_hash_recalc);
    CONSTANT(BPF_FUNC_skb_pull_data);
    CONSTANT(BPF_FUNC_skb_change_head);
    CONSTANT(BPF_FUNC_skb_adjust_room);
    CONSTANT(BPF_FUNC_xdp_adjust_head);
    CONSTANT(BPF_FUNC_redirect_map);
    CONSTANT(BPF_FUNC_sk_lookup_udp);
    CONSTANT(BPF_FUNC_sk_release);
    CONSTANT(BPF_FUNC_sk_assign);
    CONSTANT(BPF_FUNC_redirect_neigh);
    CONSTANT(BPF_FUNC_redirect_peer);
    CONSTANT(BPF_FUNC_xdp_get_buff_len);
    CONSTANT(BPF_LDX);
    CONSTANT(BPF_ST);
    CONSTANT(BPF_STX);
    CONSTANT(BPF_JMP);
    CONSTANT(BPF_JMP32);
    CONSTANT(BPF_ALU64);
    CONSTANT(BPF_B);
    CONSTANT(BPF_DW);
    CONSTANT(BPF_IMM);
    CONSTANT(BPF_MEM);
    CONSTANT(BPF_ATOMIC);
    CONSTANT(BPF_ADD);
    CONSTANT(BPF_SUB);
    CONSTANT(BPF_DIV);
    CONSTANT(BPF_OR);
    CONSTANT(BPF_AND);
    CONSTANT(BPF_LSH);
    CONSTANT(BPF_NEG);
    CONSTANT(BPF_MOD);
    CONSTANT(BPF_MOV);
    CONSTANT(BPF_ARSH);
    CONSTANT(BPF_END);
    CONSTANT(BPF_TO_LE);
    CONSTANT(BPF_TO_BE);
    CONSTANT(BPF_FETCH);
    CONSTANT(BPF_XCHG);
    CONSTANT(BPF_CMPXCHG);
    CONSTANT(BPF_JA);
    CONSTANT(BPF_JEQ);
    CONSTANT(BPF_JGT);
    CONSTANT(BPF_JGE);
    CONSTANT(BPF_JSET);
    CONSTANT(BPF_JNE);
    CONSTANT(BPF_JSGT);
    CONSTANT(BPF_JSGE);
    CONSTANT(BPF_CALL);
    CONSTANT(BPF_EXIT);
    CONSTANT(BPF_JLT);
    CONSTANT(BPF_JLE);
    CONSTANT(BPF_JSLT);
    CONSTANT(BPF_JSLE);
    CONSTANT(BPF_PSEUDO_MAP_FD);
    CONSTANT(BPF_PSEUDO_MAP_VALUE);
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

static void print_linux_if_xdp(void)
{
    STRUCT(sockaddr_xdp);
    FIELD(sockaddr_xdp, sxdp_family);
    FIELD(sockaddr_xdp, sxdp_flags);
    FIELD(sockaddr_xdp, sxdp_ifindex);
    FIELD(sockaddr_xdp, sxdp_queue_id);
    FIELD(sockaddr_xdp, sxdp_shared_umem_fd);
    STRUCT(xdp_umem_reg);
    FIELD(xdp_umem_reg, addr);
    FIELD(xdp_umem_reg, len);
    FIELD(xdp_umem_reg, chunk_size);
    FIELD(xdp_umem_reg, headroom);
    FIELD(xdp_umem_reg, flags);
    FIELD(xdp_umem_reg, tx_metadata_len);
    STRUCT(xdp_ring_offset);
    FIELD(xdp_ring_offset, producer);
    FIELD(xdp_ring_offset, consumer);
    FIELD(xdp_ring_offset, desc);
    FIELD(xdp_ring_offset, flags);
    STRUCT(xdp_mmap_offsets);
    FIELD(xdp_mmap_offsets, rx);
    FIELD(xdp_mmap_offsets, tx);
    FIELD(xdp_mmap_offsets, fr);
    FIELD(xdp_mmap_offsets, cr);
    STRUCT(xdp_statistics);
    FIELD(xdp_statistics, rx_dropped);
    FIELD(xdp_statistics, rx_invalid_descs);
    FIELD(xdp_statistics, tx_invalid_descs);
    FIELD(xdp_statistics, rx_ring_full);
    FIELD(xdp_statistics, rx_fill_ring_empty_descs);
    FIELD(xdp_statistics, tx_ring_empty_descs);
    STRUCT(xdp_options);
    FIELD(xdp_options, flags);
    STRUCT(xdp_desc);
    FIELD(xdp_desc, addr);
    FIELD(xdp_desc, len);
    FIELD(xdp_desc, options);
    STRUCT(xsk_tx_metadata);
    FIELD(xsk_tx_metadata, flags);
    INNER(xsk_tx_metadata, request., csum_start);
    INNER(xsk_tx_metadata, request., csum_offset);
    INNER(xsk_tx_metadata, request., launch_time);
    CONSTANT(XDP_SHARED_UMEM);
    CONSTANT(XDP_COPY);
    CONSTANT(XDP_ZEROCOPY);
    CONSTANT(XDP_USE_NEED_WAKEUP);
    CONSTANT(XDP_USE_SG);
    CONSTANT(XDP_MMAP_OFFSETS);
    CONSTANT(XDP_RX_RING);
    CONSTANT(XDP_TX_RING);
    CONSTANT(XDP_UMEM_REG);
    CONSTANT(XDP_UMEM_FILL_RING);
    CONSTANT(XDP_UMEM_COMPLETION_RING);
    CONSTANT(XDP_STATISTICS);
    CONSTANT(XDP_OPTIONS);
    CONSTANT(XDP_UMEM_TX_SW_CSUM);
    CONSTANT(XDP_UMEM_TX_METADATA_LEN);
    CONSTANT(XDP_RING_NEED_WAKEUP);
    CONSTANT(XDP_OPTIONS_ZEROCOPY);
    CONSTANT(XDP_PGOFF_RX_RING);
    CONSTANT(XDP_PGOFF_TX_RING);
    CONSTANT(XDP_UMEM_PGOFF_FILL_RING);
    CONSTANT(XDP_UMEM_PGOFF_COMPLETION_RING);
    CONSTANT(XDP_PKT_CONTD);
    CONSTANT(XDP_TX_METADATA);
    CONSTANT(XDP_TXMD_FLAGS_CHECKSUM);
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
    CONSTANT(NLM_F_ECHO);
    CONSTANT(NLM_F_DUMP_INTR);
    CONSTANT(NLM_F_DUMP);
    CONSTANT(NLM_F_REPLACE);
    CONSTANT(NLM_F_EXCL);
    CONSTANT(NLM_F_CREATE);
    CONSTANT(NLM_F_APPEND);
    CONSTANT(NLM_F_CAPPED);
    CONSTANT(NLM_F_ACK_TLVS);
    CONSTANT(NETLINK_XFRM);
    CONSTANT(NETLINK_GENERIC);
    CONSTANT(NETLINK_ADD_MEMBERSHIP);
    CONSTANT(NETLINK_CAP_ACK);
    CONSTANT(NETLINK_EXT_ACK);
    CONSTANT(SOL_NETLINK);
    CONSTANT(NLMSGERR_ATTR_MSG);
    CONSTANT(NLA_F_NESTED);
    CONSTANT(NLA_TYPE_MASK);
}

static void print_linux_genetlink(void)
{
    STRUCT(genlmsghdr);
    FIELD(genlmsghdr, cmd);
    FIELD(genlmsghdr, version);
    FIELD(genlmsghdr, reserved);
    CONSTANT(GENL_ID_CTRL);
    CONSTANT(CTRL_CMD_GETFAMILY);
    CONSTANT(CTRL_ATTR_FAMILY_ID);
    CONSTANT(CTRL_ATTR_FAMILY_NAME);
    CONSTANT(CTRL_ATTR_VERSION);
    CONSTANT(CTRL_ATTR_MCAST_GROUPS);
    CONSTANT(CTRL_ATTR_MCAST_GRP_NAME);
    CONSTANT(CTRL_ATTR_MCAST_GRP_ID);
}

static void print_linux_openvswitch(void)
{
    STRUCT(ovs_header);
    FIELD(ovs_header, dp_ifindex);
    STRUCT(ovs_dp_stats);
    FIELD(ovs_dp_stats, n_hit);
    FIELD(ovs_dp_stats, n_missed);
    FIELD(ovs_dp_stats, n_lost);
    FIELD(ovs_dp_stats, n_flows);
    STRUCT(ovs_flow_stats);
    FIELD(ovs_flow_stats, n_packets);
    FIELD(ovs_flow_stats, n_bytes);
    STRUCT(ovs_key_ethernet);
    FIELD(ovs_key_ethernet, eth_src);
    FIELD(ovs_key_ethernet, eth_dst);
    CONSTANT(OVS_DATAPATH_VERSION);
    CONSTANT(OVS_VPORT_VERSION);
    CONSTANT(OVS_FLOW_VERSION);
    CONSTANT(OVS_PACKET_VERSION);
    CONSTANT(OVS_DP_CMD_NEW);
    CONSTANT(OVS_DP_CMD_DEL);
    CONSTANT(OVS_DP_CMD_GET);
    CONSTANT(OVS_DP_CMD_SET);
    CONSTANT(OVS_DP_ATTR_NAME);
    CONSTANT(OVS_DP_ATTR_UPCALL_PID);
    CONSTANT(OVS_DP_ATTR_STATS);
    CONSTANT(OVS_DP_ATTR_USER_FEATURES);
    CONSTANT(OVS_VPORT_CMD_NEW);
    CONSTANT(OVS_VPORT_CMD_DEL);
    CONSTANT(OVS_VPORT_CMD_GET);
    CONSTANT(OVS_VPORT_CMD_SET);
    CONSTANT(OVS_VPORT_TYPE_NETDEV);
    CONSTANT(OVS_VPORT_TYPE_INTERNAL);
    CONSTANT(OVS_VPORT_TYPE_VXLAN);
    CONSTANT(OVS_VPORT_ATTR_PORT_NO);
    CONSTANT(OVS_VPORT_ATTR_TYPE);
    CONSTANT(OVS_VPORT_ATTR_NAME);
    CONSTANT(OVS_VPORT_ATTR_OPTIONS);
    CONSTANT(OVS_VPORT_ATTR_UPCALL_PID);
    CONSTANT(OVS_TUNNEL_ATTR_DST_PORT);
    CONSTANT(OVS_FLOW_CMD_NEW);
    CONSTANT(OVS_FLOW_CMD_DEL);
    CONSTANT(OVS_FLOW_CMD_GET);
    CONSTANT(OVS_FLOW_ATTR_KEY);
    CONSTANT(OVS_FLOW_ATTR_ACTIONS);
    CONSTANT(OVS_FLOW_ATTR_STATS);
    CONSTANT(OVS_FLOW_ATTR_MASK);
    CONSTANT(OVS_FLOW_ATTR_UFID);
    CONSTANT(OVS_KEY_ATTR_IN_PORT);
    CONSTANT(OVS_KEY_ATTR_ETHERNET);
    CONSTANT(OVS_KEY_ATTR_SKB_MARK);
    CONSTANT(OVS_KEY_ATTR_TUNNEL);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_ID);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_IPV4_SRC);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_IPV4_DST);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_TOS);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_TTL);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT);
    CONSTANT(OVS_TUNNEL_KEY_ATTR_TP_DST);
    CONSTANT(OVS_ACTION_ATTR_OUTPUT);
    CONSTANT(OVS_ACTION_ATTR_SET);
    CONSTANT(OVS_PACKET_CMD_MISS);
    CONSTANT(OVS_PACKET_CMD_ACTION);
    CONSTANT(OVS_PACKET_CMD_EXECUTE);
    CONSTANT(OVS_PACKET_ATTR_PACKET);
    CONSTANT(OVS_PACKET_ATTR_KEY);
    CONSTANT(OVS_PACKET_ATTR_ACTIONS);
}

static void print_linux_netfilter(void)
{
    CONSTANT(NF_DROP);
    CONSTANT(NF_INET_PRE_ROUTING);
    CONSTANT(NF_INET_FORWARD);
    CONSTANT(NF_INET_LOCAL_OUT);
    CONSTANT(NF_INET_POST_ROUTING);
    CONSTANT(NF_INET_INGRESS);
    CONSTANT(NFPROTO_INET);
    CONSTANT(NFPROTO_IPV4);
    CONSTANT(NFPROTO_ARP);
    CONSTANT(NFPROTO_NETDEV);
    CONSTANT(NFPROTO_BRIDGE);
    CONSTANT(NFPROTO_IPV6);
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
    CONSTANT(NFT_MSG_GETCHAIN);
    CONSTANT(NFTA_CHAIN_TABLE);
    CONSTANT(NFTA_CHAIN_NAME);
    CONSTANT(NFTA_CHAIN_TYPE);
    CONSTANT(NFTA_CHAIN_HOOK);
    CONSTANT(NFTA_CHAIN_POLICY);
    CONSTANT(NFTA_CHAIN_USE);
    CONSTANT(NFTA_HOOK_HOOKNUM);
    CONSTANT(NFTA_HOOK_DEV);
    CONSTANT(NFTA_HOOK_DEVS);
    CONSTANT(NFTA_DEVICE_NAME);
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
    CONSTANT(ETH_P_ALL);
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
    STRUCT(tcmsg);
    FIELD(tcmsg, tcm_family);
    FIELD(tcmsg, tcm_ifindex);
    FIELD(tcmsg, tcm_handle);
    FIELD(tcmsg, tcm_parent);
    FIELD(tcmsg, tcm_info);
    CONSTANT(RTM_NEWLINK);
    CONSTANT(RTM_DELLINK);
    CONSTANT(RTM_GETLINK);
    CONSTANT(RTM_NEWADDR);
    CONSTANT(RTM_DELADDR);
    CONSTANT(RTM_GETADDR);
    CONSTANT(RTM_NEWROUTE);
    CONSTANT(RTM_DELROUTE);
    CONSTANT(RTM_NEWRULE);
    CONSTANT(RTM_DELRULE);
    CONSTANT(RTM_GETROUTE);
    CONSTANT(RTM_NEWNEIGH);
    CONSTANT(RTM_DELNEIGH);
    CONSTANT(RTM_GETNEIGH);
    CONSTANT(RTM_NEWQDISC);
    CONSTANT(RTM_DELQDISC);
    CONSTANT(RTM_GETQDISC);
    CONSTANT(RTM_NEWTFILTER);
    CONSTANT(RTM_DELTFILTER);
    CONSTANT(RTM_GETTFILTER);
    CONSTANT(RTM_GETNSID);
    CONSTANT(TCA_KIND);
    CONSTANT(TCA_OPTIONS);
    CONSTANT(RTA_DST);
    CONSTANT(RTA_OIF);
    CONSTANT(RTA_GATEWAY);
    CONSTANT(RTA_PREFSRC);
    CONSTANT(RTA_METRICS);
    CONSTANT(RTA_TABLE);
    CONSTANT(RTA_VIA);
    CONSTANT(RTA_ENCAP);
    CONSTANT(RTAX_MTU);
    CONSTANT(RTNLGRP_LINK);
    CONSTANT(RTNLGRP_NEIGH);
    CONSTANT(RTNLGRP_IPV4_IFADDR);
    CONSTANT(RTNLGRP_IPV4_ROUTE);
    CONSTANT(RTNLGRP_IPV4_RULE);
    CONSTANT(RT_TABLE_MAIN);
    CONSTANT(RTPROT_BOOT);
    CONSTANT(RT_SCOPE_LINK);
    CONSTANT(RTN_UNICAST);
}

static void print_linux_pkt_sched(void)
{
    CONSTANT(TC_H_CLSACT);
    CONSTANT(TC_H_MIN_INGRESS);
    CONSTANT(TC_H_MIN_EGRESS);
}

static void print_linux_pkt_cls(void)
{
    CONSTANT(TCA_BPF_FD);
    CONSTANT(TCA_BPF_NAME);
    CONSTANT(TCA_BPF_FLAGS);
    CONSTANT(TCA_BPF_ID);
    CONSTANT(TCA_BPF_FLAG_ACT_DIRECT);
    CONSTANT(TC_ACT_UNSPEC);
    CONSTANT(TC_ACT_OK);
    CONSTANT(TC_ACT_SHOT);
    CONSTANT(TC_ACT_REDIRECT);
}

static void print_linux_xfrm(void)
{
    STRUCT(xfrm_selector);
    FIELD(xfrm_selector, daddr);
    FIELD(xfrm_selector, saddr);
    FIELD(xfrm_selector, dport);
    FIELD(xfrm_selector, dport_mask);
    FIELD(xfrm_selector, sport);
    FIELD(xfrm_selector, sport_mask);
    FIELD(xfrm_selector, family);
    FIELD(xfrm_selector, prefixlen_d);
    FIELD(xfrm_selector, prefixlen_s);
    FIELD(xfrm_selector, proto);
    FIELD(xfrm_selector, ifindex);
    FIELD(xfrm_selector, user);
    STRUCT(xfrm_id);
    FIELD(xfrm_id, daddr);
    FIELD(xfrm_id, spi);
    FIELD(xfrm_id, proto);
    STRUCT(xfrm_lifetime_cfg);
    FIELD(xfrm_lifetime_cfg, soft_byte_limit);
    FIELD(xfrm_lifetime_cfg, hard_byte_limit);
    FIELD(xfrm_lifetime_cfg, soft_packet_limit);
    FIELD(xfrm_lifetime_cfg, hard_packet_limit);
    FIELD(xfrm_lifetime_cfg, soft_add_expires_seconds);
    FIELD(xfrm_lifetime_cfg, hard_add_expires_seconds);
    FIELD(xfrm_lifetime_cfg, soft_use_expires_seconds);
    FIELD(xfrm_lifetime_cfg, hard_use_expires_seconds);
    STRUCT(xfrm_lifetime_cur);
    FIELD(xfrm_lifetime_cur, bytes);
    FIELD(xfrm_lifetime_cur, packets);
    FIELD(xfrm_lifetime_cur, add_time);
    FIELD(xfrm_lifetime_cur, use_time);
    STRUCT(xfrm_stats);
    FIELD(xfrm_stats, replay_window);
    FIELD(xfrm_stats, replay);
    FIELD(xfrm_stats, integrity_failed);
    STRUCT(xfrm_replay_state_esn);
    FIELD(xfrm_replay_state_esn, bmp_len);
    FIELD(xfrm_replay_state_esn, oseq);
    FIELD(xfrm_replay_state_esn, seq);
    FIELD(xfrm_replay_state_esn, oseq_hi);
    FIELD(xfrm_replay_state_esn, seq_hi);
    FIELD(xfrm_replay_state_esn, replay_window);
    STRUCT(xfrm_algo_aead);
    FIELD(xfrm_algo_aead, alg_name);
    FIELD(xfrm_algo_aead, alg_key_len);
    FIELD(xfrm_algo_aead, alg_icv_len);
    STRUCT(xfrm_mark);
    FIELD(xfrm_mark, v);
    FIELD(xfrm_mark, m);
    STRUCT(xfrm_usersa_info);
    FIELD(xfrm_usersa_info, sel);
    FIELD(xfrm_usersa_info, id);
    FIELD(xfrm_usersa_info, saddr);
    FIELD(xfrm_usersa_info, lft);
    FIELD(xfrm_usersa_info, curlft);
    FIELD(xfrm_usersa_info, stats);
    FIELD(xfrm_usersa_info, seq);
    FIELD(xfrm_usersa_info, reqid);
    FIELD(xfrm_usersa_info, family);
    FIELD(xfrm_usersa_info, mode);
    FIELD(xfrm_usersa_info, replay_window);
    FIELD(xfrm_usersa_info, flags);
    STRUCT(xfrm_usersa_id);
    FIELD(xfrm_usersa_id, daddr);
    FIELD(xfrm_usersa_id, spi);
    FIELD(xfrm_usersa_id, family);
    FIELD(xfrm_usersa_id, proto);
    STRUCT(xfrm_aevent_id);
    FIELD(xfrm_aevent_id, sa_id);
    FIELD(xfrm_aevent_id, saddr);
    FIELD(xfrm_aevent_id, flags);
    FIELD(xfrm_aevent_id, reqid);
    STRUCT(xfrm_userspi_info);
    FIELD(xfrm_userspi_info, info);
    FIELD(xfrm_userspi_info, min);
    FIELD(xfrm_userspi_info, max);
    STRUCT(xfrm_userpolicy_info);
    FIELD(xfrm_userpolicy_info, sel);
    FIELD(xfrm_userpolicy_info, lft);
    FIELD(xfrm_userpolicy_info, curlft);
    FIELD(xfrm_userpolicy_info, priority);
    FIELD(xfrm_userpolicy_info, index);
    FIELD(xfrm_userpolicy_info, dir);
    FIELD(xfrm_userpolicy_info, action);
    FIELD(xfrm_userpolicy_info, flags);
    FIELD(xfrm_userpolicy_info, share);
    STRUCT(xfrm_userpolicy_id);
    FIELD(xfrm_userpolicy_id, sel);
    FIELD(xfrm_userpolicy_id, index);
    FIELD(xfrm_userpolicy_id, dir);
    STRUCT(xfrm_user_tmpl);
    FIELD(xfrm_user_tmpl, id);
    FIELD(xfrm_user_tmpl, family);
    FIELD(xfrm_user_tmpl, saddr);
    FIELD(xfrm_user_tmpl, reqid);
    FIELD(xfrm_user_tmpl, mode);
    FIELD(xfrm_user_tmpl, share);
    FIELD(xfrm_user_tmpl, optional);
    FIELD(xfrm_user_tmpl, aalgos);
    FIELD(xfrm_user_tmpl, ealgos);
    FIELD(xfrm_user_tmpl, calgos);
    CONSTANT(XFRM_MSG_NEWSA);
    CONSTANT(XFRM_MSG_DELSA);
    CONSTANT(XFRM_MSG_GETSA);
    CONSTANT(XFRM_MSG_NEWPOLICY);
    CONSTANT(XFRM_MSG_DELPOLICY);
    CONSTANT(XFRM_MSG_GETPOLICY);
    CONSTANT(XFRM_MSG_ALLOCSPI);
    CONSTANT(XFRM_MSG_UPDPOLICY);
    CONSTANT(XFRM_MSG_UPDSA);
    CONSTANT(XFRM_MSG_GETAE);
    CONSTANT(XFRMA_TMPL);
    CONSTANT(XFRMA_LTIME_VAL);
    CONSTANT(XFRMA_ALG_AEAD);
    CONSTANT(XFRMA_MARK);
    CONSTANT(XFRMA_SRCADDR);
    CONSTANT(XFRMA_REPLAY_ESN_VAL);
    CONSTANT(XFRM_MODE_TRANSPORT);
    CONSTANT(XFRM_POLICY_OUT);
    CONSTANT(XFRM_POLICY_ALLOW);
    CONSTANT(XFRM_STATE_ESN);
    CONSTANT(XFRM_AE_RVAL);
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
    CONSTANT(NDA_VLAN);
    CONSTANT(NDA_PORT);
    CONSTANT(NDA_VNI);
    CONSTANT(NDA_MASTER);
    CONSTANT(NTF_USE);
    CONSTANT(NTF_SELF);
    CONSTANT(NTF_MASTER);
    CONSTANT(NUD_REACHABLE);
    CONSTANT(NUD_NOARP);
    CONSTANT(NUD_PERMANENT);
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
    CONSTANT(IFLA_XDP);
    CONSTANT(IFLA_XDP_FD);
    CONSTANT(IFLA_XDP_FLAGS);
    CONSTANT(IFLA_XDP_DRV_PROG_ID);
    CONSTANT(IFLA_XDP_SKB_PROG_ID);
    CONSTANT(IFLA_XDP_HW_PROG_ID);
    CONSTANT(IFLA_XDP_EXPECTED_FD);
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
    CONSTANT(IFLA_BR_NF_CALL_IPTABLES);
    CONSTANT(IFLA_BR_NF_CALL_IP6TABLES);
    CONSTANT(IFLA_BR_NF_CALL_ARPTABLES);
    CONSTANT(IFLA_VXLAN_ID);
    CONSTANT(IFLA_VXLAN_LEARNING);
    CONSTANT(IFLA_VXLAN_PORT);
    CONSTANT(IFLA_VXLAN_UDP_CSUM);
    CONSTANT(IFLA_VXLAN_UDP_ZERO_CSUM6_TX);
    CONSTANT(IFLA_VXLAN_UDP_ZERO_CSUM6_RX);
    CONSTANT(IFLA_VXLAN_COLLECT_METADATA);
    CONSTANT(XDP_FLAGS_SKB_MODE);
    CONSTANT(XDP_FLAGS_DRV_MODE);
    CONSTANT(XDP_FLAGS_HW_MODE);
    CONSTANT(XDP_FLAGS_REPLACE);
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
    header(argv[1], "linux/bpf.h");
    print_linux_bpf();
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
    header(argv[1], "linux/if_xdp.h");
    print_linux_if_xdp();
    header(argv[1], "linux/netlink.h");
    print_linux_netlink();
    header(argv[1], "linux/genetlink.h");
    print_linux_genetlink();
    header(argv[1], "linux/openvswitch.h");
    print_linux_openvswitch();
    header(argv[1], "linux/netfilter.h");
    print_linux_netfilter();
    header(argv[1], "linux/netfilter/nfnetlink.h");
    print_linux_netfilter_nfnetlink();
    header(argv[1], "linux/netfilter/nf_tables.h");
    print_linux_netfilter_nf_tables();
    header(argv[1], "linux/netfilter_ipv4/ip_tables.h");
    print_linux_netfilter_ipv4_ip_tables();
    header(argv[1], "linux/rtnetlink.h");
    print_linux_rtnetlink();
    header(argv[1], "linux/pkt_sched.h");
    print_linux_pkt_sched();
    header(argv[1], "linux/pkt_cls.h");
    print_linux_pkt_cls();
    header(argv[1], "linux/xfrm.h");
    print_linux_xfrm();
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
