# machine.sh FOLDER: the first process of the new PID namespace lays out the root and becomes systemd.
# Nothing it mounts or changes is seen outside, and what all share (kernel settings, /sys, the clock) it cannot change.
set -eu
folder=$1
# /proc is still the one outside, so this is the id by which the outside knows this process.
read -r pid rest </proc/self/stat

work=$folder/machine
mkdir "$work"
mount -t tmpfs -o mode=755 tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" overlay "$work/root"
cd "$work/root"

read_only() { mount --bind "$1" "$2" && mount -o remount,bind,ro "$2"; }

mount -t proc -o nosuid,nodev,noexec proc proc
read_only proc/sys proc/sys
[ ! -e proc/sysrq-trigger ] || read_only proc/sysrq-trigger proc/sysrq-trigger
read_only /sys sys
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 sys/fs/cgroup

mount -t tmpfs -o mode=755,nosuid tmpfs dev
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 dev/"${node%:*}" c 1 "${node#*:}"; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s null dev/console
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp

# Only what every service waits for is started, and none of this machine's own services.
rm -rf etc/systemd/system/*.wants etc/systemd/system/*.requires
rm -f etc/systemd/system/teleport-slack.service etc/teleport-slack.toml
# Images for containers forbid packages to start or stop anything.
rm -f usr/sbin/policy-rc.d
: >etc/machine-id
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\n' >etc/systemd/system/trial.target
for unit in systemd-remount-fs.service systemd-update-utmp.service systemd-udevd.service systemd-timesyncd.service dev-hugepages.mount dev-mqueue.mount sys-fs-fuse-connections.mount; do
    ln -sf /dev/null "etc/systemd/system/$unit"
done

mkdir outside
pivot_root . outside
echo "$pid" >"/outside$folder/pid.new"
mv "/outside$folder/pid.new" "/outside$folder/pid"
umount -l /outside
rmdir /outside
# systemd leaves this to the container manager; without it no service gets its credentials.
mount --make-rshared /
exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set -sys_module,-sys_rawio,-sys_time,-sys_boot,-syslog,-audit_control,-audit_read,-net_admin,-mac_admin,-mac_override,-bpf,-perfmon \
    /lib/systemd/systemd --system --unit=trial.target --log-target=journal
