# Read by tools/kernel-lab: fetches a kernel and makes what the lab boots from. `cache` is
# set by the reader, with say, die and apt_install of tools/setup.sh.

MIRROR=${WEAVED_DEBIAN_MIRROR:-http://deb.debian.org}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# What the root is made of, loaded before there is one.
ROOT_MODULES='virtio_pci virtio_console virtio-rng 9pnet_virtio 9p overlay'
# The folders of modules that are of use in here; the rest is left out, for it is most.
KEPT_MODULES='arch crypto lib net drivers/net/*.ko* drivers/net/bonding drivers/net/ipvlan
    drivers/net/team drivers/net/vxlan drivers/net/wireguard drivers/virtio drivers/block
    drivers/char drivers/ptp drivers/vhost fs/9p fs/ext4 fs/fscache fs/fuse fs/jbd2 fs/mbcache.ko**
    fs/netfs fs/overlayfs'
# Programs that the lab has and the machine need not.
LAB_PACKAGES='openvswitch-switch nftables bpftool'

# apt with lists of its own: the suites that have the kernel, whatever this machine installs from.
lab_apt() {
    local command=$1
    shift
    "$command" -qq -o Dir::Etc::sourcelist="$cache/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$cache/apt/lists" -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}

# fetch_kernel_package SUITE FOLDER: leaves the package of the kernel's image in the folder.
fetch_kernel_package() {
    local suite=$1 folder=$2 name
    mkdir -p "$cache/apt/lists/partial"
    case $suite in
        stable)
            echo "deb [signed-by=$KEYRING] $MIRROR/debian bookworm main"
            echo "deb [signed-by=$KEYRING] $MIRROR/debian-security bookworm-security main"
            ;;
        backports) echo "deb [signed-by=$KEYRING] $MIRROR/debian bookworm-backports main" ;;
    esac >"$cache/apt/sources.list"
    lab_apt apt-get update || die "cannot read Debian's package lists at $MIRROR"
    (cd "$folder" && lab_apt apt-get download linux-image-amd64) || die "cannot download the kernel"
    name=$(dpkg-deb -f "$folder"/linux-image-amd64_*.deb Depends | sed 's/[ (,].*//')
    rm "$folder"/linux-image-amd64_*.deb
    say "downloading $name"
    (cd "$folder" && lab_apt apt-get download "$name") || die "cannot download $name"
}

# Unpacks FOLDER/*.deb into FOLDER/root, with /lib and the like where Debian has them since 12.
unpack_packages() {
    local folder=$1 package part
    for package in "$folder"/*.deb; do
        dpkg-deb -x "$package" "$folder/root"
    done
    for part in bin sbin lib lib64; do
        [ -d "$folder/root/$part" ] || continue
        mkdir -p "$folder/root/usr/$part"
        cp -a "$folder/root/$part/." "$folder/root/usr/$part/"
        rm -rf "${folder:?}/root/$part"
    done
}

# keep_modules ROOT RELEASE: leaves what KEPT_MODULES names, unpacked, and its index.
keep_modules() {
    local all=$1/usr/lib/modules/$2 part
    mv "$all/kernel" "$all/every"
    for part in $(cd "$all/every" && echo $KEPT_MODULES); do
        [ -e "$all/every/$part" ] || continue
        mkdir -p "$all/kernel/$(dirname "$part")"
        mv "$all/every/$part" "$all/kernel/$part"
    done
    rm -rf "$all/every"
    find "$all/kernel" -name '*.ko.xz' -exec xz -d {} +
    sed -i 's/\.ko\.xz$/.ko/' "$all/modules.order"
    depmod -b "$1/usr" "$2"
}

# A processor in software takes seconds to unpack a kernel: this one is unpacked before. Where the
# format is another one, the kernel is used as it is.
unpack_kernel() {
    local from=$1 to=$2 setup offset length format
    setup=$(od -An -tu1 -j497 -N1 "$from")
    offset=$(od -An -tu4 -j584 -N4 "$from")
    length=$(od -An -tu4 -j588 -N4 "$from")
    for format in xz zstd; do
        dd if="$from" iflag=skip_bytes,count_bytes bs=64K status=none \
            skip=$(((setup + 1) * 512 + offset)) count=$((length - 4)) \
            | $format -dc >"$to" 2>/dev/null && return
    done
    cp "$from" "$to"
}

make_initramfs() {
    local root=$1 release=$2 to=$3 stage module file
    stage=$(mktemp -d "$cache/initramfs.XXXXXX")
    (
        cd "$stage"
        mkdir bin modules proc sys dev host share additions written new
        cp "$(command -v busybox)" bin/busybox
        cp "$top/tools/src/kernel-lab/init" init
        chmod 755 init
        for module in $ROOT_MODULES; do
            modprobe -d "$root/usr" -S "$release" --show-depends "$module"
        done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' | while read -r file; do
            cp "$file" modules/
            basename "$file" >>modules/order
        done
        find . | busybox cpio -o -H newc 2>/dev/null
    ) >"$to"
    rm -rf "$stage"
}

# prepare_kernel SUITE FOLDER: makes FOLDER with vmlinux, initramfs, root and release.
prepare_kernel() {
    local suite=$1 folder=$2 stage release
    stage=$(mktemp -d "$cache/kernel.XXXXXX")
    fetch_kernel_package "$suite" "$stage"
    say "unpacking it"
    [ "$(id -u)" != 0 ] || apt-get -qq update >/dev/null 2>&1 || true
    apt-get -s install --no-install-recommends $LAB_PACKAGES | awk '/^Inst/ {print $2}' \
        | (cd "$stage" && xargs apt-get -qq -o APT::Sandbox::User=root download) \
        || die "cannot download $LAB_PACKAGES"
    unpack_packages "$stage"
    release=$(ls "$stage/root/usr/lib/modules")
    keep_modules "$stage/root" "$release"
    unpack_kernel "$stage/root/boot/vmlinuz-$release" "$stage/vmlinux"
    rm -rf "$stage/root/boot" "$stage/root/usr/share/doc" "$stage/root/etc/init.d"
    make_initramfs "$stage/root" "$release" "$stage/initramfs"
    rm "$stage"/*.deb
    echo "$release" >"$stage/release"
    rm -rf "$folder"
    mv "$stage" "$folder"
}
