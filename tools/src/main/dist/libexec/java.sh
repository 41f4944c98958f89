# Read by the launchers in ../bin with `program` and `home_of_all` set: finds a JDK 25 or later
# without starting one. Sets `java`, the command to run, or says in one line what to install and
# exits with 1. Sets `cache`, the option for what `train` has left for this program,
# if anything.

JAVA_FEATURE_MIN=25

# Whether $1 is the home of a JDK that is new enough, by its `release` file.
is_new_enough() {
    [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    feature=
    while IFS='=' read -r key value || [ -n "$key" ]; do
        if [ "$key" = JAVA_VERSION ]; then
            value=${value#\"}
            feature=${value%%[!0-9]*}
        fi
    done <"$1/release"
    [ -n "$feature" ] && [ "$feature" -ge "$JAVA_FEATURE_MIN" ]
}

# Sets `home` to the first JDK that will do: a wish of the operator first, then the usual places.
find_java_home() {
    if [ -n "${WEAVED_JAVA_HOME:-}" ]; then
        home=$WEAVED_JAVA_HOME
        is_new_enough "$home" && return 0
        echo "$program: WEAVED_JAVA_HOME=$home holds no JDK $JAVA_FEATURE_MIN or later" >&2
        exit 1
    fi
    home=${JAVA_HOME:-}
    is_new_enough "$home" && return 0
    on_path=$(command -v java 2>/dev/null) || on_path=
    if [ -n "$on_path" ]; then
        home=$(readlink -f "$on_path")
        home=${home%/bin/java}
        is_new_enough "$home" && return 0
    fi
    for home in "${WEAVED_JVM_DIR:-/usr/lib/jvm}"/* "${WEAVED_OPT_DIR:-/opt}"/*; do
        is_new_enough "$home" && return 0
    done
    echo "$program: needs Java $JAVA_FEATURE_MIN or later: install a JDK, such as Debian's" \
        "openjdk-25-jre-headless, or set WEAVED_JAVA_HOME" >&2
    exit 1
}

find_java_home
java=$home/bin/java

# Sets `class_path` to the jars whose names begin with one of the arguments. The order is the same
# everywhere: a cache fits one order only.
find_class_path() {
    class_path=$(
        LC_ALL=C
        for name in "$@"; do
            for jar in "$home_of_all/lib/$name"*.jar; do
                printf '%s' ":$jar"
            done
        done
    )
    class_path=${class_path#:}
}

# The JVM looks by itself whether a cache fits it and the jars, and does without if not.
cache=
if [ -n "${WEAVED_TRAINING:-}" ]; then
    cache=-XX:AOTCacheOutput=$WEAVED_TRAINING/$program.aot
elif [ -r "$home_of_all/cache/$program.aot" ]; then
    cache=-XX:AOTCache=$home_of_all/cache/$program.aot
fi
