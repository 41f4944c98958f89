#!/bin/sh
# Runs a program and starts it again when it was killed, or failed after it had worked for a while.
# Ends with its exit status otherwise: 0, when it was told to stop, or when it never got going.
# Started by `weave launch`; the arguments are the program and its own.

AT_WORK_AFTER=10
PAUSE=1

program_id=
forward() {
    trap - TERM INT
    [ -z "$program_id" ] || kill -TERM "$program_id" 2>/dev/null
    wait "$program_id"
    exit $?
}
trap forward TERM INT
trap '' HUP

while :; do
    began=$(date +%s)
    "$@" &
    program_id=$!
    wait "$program_id"
    status=$?
    lasted=$(($(date +%s) - began))
    if [ "$status" -lt 128 ]; then
        if [ "$status" = 0 ] || [ "$status" = 2 ] || [ "$lasted" -lt "$AT_WORK_AFTER" ]; then
            exit "$status"
        fi
    fi
    echo "weaved ended with status $status after $lasted s; starting it again in $PAUSE s" >&2
    sleep "$PAUSE"
done
