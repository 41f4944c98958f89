# Read by tools/check, tools/demo and tools/kernel-lab: what they need beyond bash, and how it gets there.
# `program` and `top` (the top folder of the repository) are set by the reader.

# What is installed when it is missing, one "command, file or library, package" a line: the one list.
NEEDED='
mvn              maven
gcc              gcc
/usr/include/string.h           libc6-dev
/usr/include/linux/if_tun.h     linux-libc-dev
ip               iproute2
ping             iputils-ping
arping           iputils-arping
iperf3           iperf3
iptables         iptables
conntrack        conntrack
dockerd          docker.io
busybox          busybox-static
dig              bind9-dnsutils
dnsmasq          dnsmasq-base
tcpdump          tcpdump
ethtool          ethtool
curl             curl
pgrep            procps
flock            util-linux
libsodium.so.    libsodium23
libcrypto.so.3   libssl3
'
JDK_FEATURE_MIN=25
JDK_PACKAGE=openjdk-25-jdk-headless

say() { printf '%s: %s\n' "$program" "$*"; }
die() { printf '%s: %s\n' "$program" "$*" >&2; exit 1; }
refuse() { printf '%s: %s (see --help)\n' "$program" "$*" >&2; exit 2; }

# Prints the packages of NEEDED whose command, file or library is not there.
missing_packages() {
    local probe package
    while read -r probe package; do
        [ -n "$probe" ] || continue
        case $probe in
            /*) [ -e "$probe" ] || echo "$package" ;;
            lib*) grep -qF "$probe" <<<"$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)" \
                || echo "$package" ;;
            *) command -v "$probe" >/dev/null || echo "$package" ;;
        esac
    done <<<"$NEEDED" | sort -u
}

# Whether $1 is the home of a JDK (with a compiler) that is new enough, by its `release` file.
is_jdk() {
    local version
    [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ -n "$version" ] && [ "$version" -ge "$JDK_FEATURE_MIN" ]
}

# Prints the home of the first JDK that will do: a wish of the caller first, then the usual places.
find_jdk() {
    local home javac
    javac=$(command -v javac || true)
    for home in "${WEAVED_JAVA_HOME:-}" "${JAVA_HOME:-}" \
        "$([ -z "$javac" ] || dirname "$(dirname "$(readlink -f "$javac")")")" \
        /usr/lib/jvm/* /opt/*; do
        if is_jdk "$home"; then
            echo "$home"
            return 0
        fi
    done
    return 1
}

apt_install() {
    say "installing $*"
    command -v apt-get >/dev/null || die "no apt-get here: install by hand: $*"
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "$@" >/dev/null || die "apt-get could not install $*"
}

# Installs what is missing and exports JAVA_HOME. Must be root only if something is missing.
set_up() {
    local packages home
    packages=$(missing_packages | tr '\n' ' ')
    if [ -n "$packages" ]; then
        [ "$(id -u)" = 0 ] || die "must be root to install $packages"
        # shellcheck disable=SC2086
        apt_install $packages
    fi
    if ! home=$(find_jdk); then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get -qq update >/dev/null 2>&1 || true
            if apt-cache show "$JDK_PACKAGE" >/dev/null 2>&1; then
                apt_install "$JDK_PACKAGE"
            fi
        fi
        home=$(find_jdk) || die "needs a JDK $JDK_FEATURE_MIN or later: install $JDK_PACKAGE" \
            "(Debian 13 or later) or any other JDK, and set JAVA_HOME"
    fi
    export JAVA_HOME=$home
    # Maven's own libraries do what newer JDKs warn of.
    export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
    say "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release") in $home"
}

# Reads JUnit's reports and prints how many tests they have in all, failed and skipped.
counts_of_reports() {
    tr '\n' ' ' | grep -o '<testsuite [^>]*' | awk '
        function of(name) { return match($0, " " name "=\"[0-9]+") ? \
            substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0 }
        { tests += of("tests"); failed += of("failures") + of("errors"); skipped += of("skipped") }
        END { print tests + 0, failed + 0, skipped + 0 }'
}
