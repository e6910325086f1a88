#!/bin/sh
# boot.sh FOLDER: boots this machine's systemd on an overlay of its root, in namespaces and a cgroup of its own.
# FOLDER gets the process id of that systemd, in the file "pid". Everything is gone when standard input ends.
set -eu
folder=$1

# Where cgroup2 is mounted: the machine's systemd, if it has one, may use the older hierarchies beside it.
cgroups=/sys/fs/cgroup
[ -f $cgroups/cgroup.procs ] || cgroups=$cgroups/unified
group=$cgroups/teleport-slack-test.$$
mkdir "$group"

sh -c 'echo $$ >"$0/cgroup.procs" && exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child --propagation private sh "$1" "$2"' \
    "$group" "$(dirname "$0")/machine.sh" "$folder" &
machine=$!

# The process that started this holds the other end: it also closes when that process dies.
cat >/dev/null

kill -KILL $machine 2>/dev/null || true
wait $machine 2>/dev/null || true
tries=100
until find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null && [ ! -d "$group" ] || [ $((tries -= 1)) -eq 0 ]; do
    sleep 0.1 # the last processes are still ending
done
