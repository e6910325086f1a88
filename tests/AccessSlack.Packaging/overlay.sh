#!/bin/sh
# overlay.sh FOLDER SCRIPT
# Runs SCRIPT as root in a copy of this machine that exists only for it: what it writes lies in memory and goes with it.
# FOLDER is /packages there, read-only. No process, mount, /run or control group of the machine can be reached from inside.
set -eu

[ -z "${OVERLAY_INSIDE-}" ] || {
    root=/mnt/root
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/upper /mnt/work "$root"
    mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work "$root"
    mkdir -p "$root/packages"
    mount --bind "$1" "$root/packages"
    mount -o remount,bind,ro "$root/packages"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs tmpfs "$root/tmp"
    exec env -u OVERLAY_INSIDE chroot "$root" /bin/sh -euc "$2"
}
OVERLAY_INSIDE=1 exec unshare --mount --pid --fork --kill-child sh "$0" "$@"
