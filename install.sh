#!/bin/sh
# Installs or removes teleport-slack. In a release this file is called "install" and comes with everything it needs.
# Packagers set DESTDIR: then it only installs files, and touches no user, no ownership and no running service.
set -eu

name=teleport-slack
config=/etc/teleport-slack.toml
units=/etc/systemd/system
data=/var/lib/teleport/plugins/slack

usage() {
    cat <<'TEXT'
Usage: install [--prefix DIR] [--binary PATH]
       install --uninstall [--prefix DIR]

Installs the following, and can be run again to install a new release:
  DIR/bin/teleport-slack                      the program; DIR is /usr/local
  /etc/systemd/system/teleport-slack.service  the systemd unit, neither enabled nor started
  /etc/teleport-slack.toml                    an example, unless the file exists already
  /var/lib/teleport/plugins/slack             for certificates and keys, mode 0700
  the system user teleport-slack, which owns that directory

Options:
  --prefix DIR    where to install the program
  --binary PATH   the program to install; default: the file teleport-slack next to this script
  --uninstall     remove the program and the unit; keep the configuration, the data and the user
  --help          show this help

With DESTDIR=/some/directory in the environment, everything is installed below that directory, and root is not needed.
TEXT
}

say() { printf '%s\n' "$*"; }

# fail CODE MESSAGE: codes as in sysexits.h.
fail() {
    code=$1
    shift
    printf 'install: %s\n' "$*" >&2
    exit "$code"
}

usage_error() { fail 64 "$1 Try --help."; }

# absolute NAME VALUE: an absolute path without trailing slashes that needs no quoting in a shell or a systemd unit.
absolute() {
    case $2 in
        *[!A-Za-z0-9\ ._/+@:~-]*) usage_error "$1 contains a character that is not allowed in this path: $2" ;;
        /*) ;;
        *) usage_error "$1 must be a path that begins with /: $2" ;;
    esac
    path=$2
    while [ "$path" != "${path%/}" ]; do path=${path%/}; done
    printf '%s' "$path"
}

# directory MODE PATH: created if it is missing, with parents that everyone can enter.
directory() {
    [ -d "$2" ] && return
    { mkdir -p "$2" && chmod "$1" "$2"; } || fail 73 "Cannot create the directory $2."
}

# place MODE SOURCE TARGET: replaces the file in one step, so that neither a running program nor a crash sees half of it.
place() {
    new=$3.new.$$
    { cp "$2" "$new" && chmod "$1" "$new" && mv -f "$new" "$3"; } || { rm -f "$new"; fail 73 "Cannot write $3."; }
    say "Installed $3"
}

find_parts() {
    here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
    unit=$here/$name.service
    [ -n "$binary" ] || binary=$here/$name
    [ -f "$unit" ] || fail 66 "$unit is missing: run this script from the directory into which the release was unpacked."
    [ -f "$binary" ] || fail 66 "There is no program at $binary. Give its path with --binary, or run the install script of a release, which includes it."
    [ ! -f "$binary.dll" ] || fail 66 "$binary cannot be installed on its own: it needs the files next to it. packaging/build.sh builds a single file."
    [ -x "$binary" ] || fail 66 "$binary is not executable. Run: chmod +x $binary"
    if ! example=$("$binary" configure); then
        [ -e /proc/self/exe ] || fail 69 "/proc is not mounted here, and $binary does not run without it. Run: mount -t proc proc /proc"
        fail 66 "$binary does not run on this machine. Was it built for another architecture or another libc?"
    fi
}

# The unit names the group, which an existing user of this name need not have.
add_group() {
    if getent group "$name" >/dev/null 2>&1 || grep -q "^$name:" /etc/group; then return; fi
    if command -v groupadd >/dev/null; then groupadd --system "$name"; else addgroup -S "$name"; fi ||
        fail 73 "Cannot add the system group $name."
    say "Added the system group $name, because the user $name belongs to the group $(id -gn "$name")"
}

add_user() {
    if id -u "$name" >/dev/null 2>&1; then
        add_group
        return
    fi
    shell=$(command -v nologin || say /bin/false)
    if command -v useradd >/dev/null; then
        useradd --system --user-group --home-dir "$data" --no-create-home --shell "$shell" "$name"
    elif command -v adduser >/dev/null; then
        # BusyBox
        addgroup -S "$name" && adduser -S -D -H -h "$data" -s "$shell" -G "$name" "$name"
    else
        fail 69 "Neither useradd nor adduser was found. Add a system user $name with a group of the same name, then run this again."
    fi || fail 73 "Cannot add the system user $name."
    say "Added the system user $name"
}

install_unit() {
    program=$prefix/bin/$name
    case $program in *' '*) program="\"$program\"" ;; esac
    edited=$(mktemp)
    sed "s|^ExecStart=[^ ]*|ExecStart=$program|" "$unit" >"$edited"
    place 0644 "$edited" "$root$units/$name.service"
    rm -f "$edited"
}

# Owned by root, so that the service cannot change its own permissions; readable only by its group, because it holds secrets.
install_config() {
    target=$root$config
    if [ -e "$target" ] || [ -L "$target" ]; then
        say "Kept $target"
        return
    fi
    new=$target.new.$$
    (umask 077 && printf '%s\n' "$example" >"$new") || fail 73 "Cannot write $target."
    [ -n "$root" ] || chown "root:$name" "$new"
    chmod 0640 "$new" && mv -f "$new" "$target"
    say "Installed $target, an example: replace everything in <angle brackets>"
}

install_data() {
    directory 0755 "$root${data%/*}"
    directory 0700 "$root$data"
    chmod 0700 "$root$data"
    [ -n "$root" ] || chown "$name:$name" "$data"
    parent=${data%/*}
    while [ -z "$root" ] && [ -n "$parent" ]; do
        [ -n "$(find "$parent" -prune -perm -001)" ] || say "Warning: the user $name cannot enter $parent. To allow it, run: chmod o+x $parent"
        parent=${parent%/*}
    done
}

reload_systemd() {
    if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
}

install_all() {
    find_parts
    umask 022
    [ -n "$root" ] || add_user
    directory 0755 "$root$prefix/bin"
    directory 0755 "$root$units"
    place 0755 "$binary" "$root$prefix/bin/$name"
    install_unit
    install_config
    install_data
    reload_systemd
    next_steps
}

next_steps() {
    if [ -n "$root" ]; then
        say "With DESTDIR, no user was added and no owner was set. $config must belong to root and the group $name (mode 0640), $data to the user $name (mode 0700)."
        return
    fi
    say ""
    say "Next:"
    say "  1. Edit $config: the Auth server, who is notified, your rules, public_addr"
    say "  2. Create the Slack app from what this prints: $name manifest"
    say "  3. Put the credentials into $data, then run: chown -R $name: $data"
    say "  4. sudo -u $name $name check"
    say "  5. systemctl enable $name && systemctl restart $name"
}

# remove PATH
remove() {
    if [ -e "$1" ] || [ -L "$1" ]; then
        rm -f "$1" || fail 73 "Cannot remove $1."
        say "Removed $1"
    else
        say "There was no $1"
    fi
}

uninstall() {
    if [ -z "$root" ] && [ -d /run/systemd/system ] && [ -f "$units/$name.service" ]; then
        systemctl disable --now "$name" || fail 69 "Cannot stop the service, so nothing was removed."
    fi
    remove "$root$prefix/bin/$name"
    remove "$root$units/$name.service"
    reload_systemd
    say "Kept the configuration $root$config, the data in $root$data and the user $name. Remove them by hand if you no longer need them."
}

# value_of OPTION COUNT VALUE
value_of() {
    [ "$2" -ge 2 ] || usage_error "$1 needs a value."
    [ -n "$3" ] || usage_error "$1 needs a value."
}

prefix=/usr/local
binary=
action=install_all
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) value_of "$1" $# "${2-}"; prefix=$2; shift ;;
        --prefix=*) prefix=${1#*=}; value_of --prefix 2 "$prefix" ;;
        --binary) value_of "$1" $# "${2-}"; binary=$2; shift ;;
        --binary=*) binary=${1#*=}; value_of --binary 2 "$binary" ;;
        --uninstall) action=uninstall ;;
        -h | --help) usage; exit 0 ;;
        *) usage_error "Unknown option: $1." ;;
    esac
    shift
done
prefix=$(absolute --prefix "$prefix") || exit
case ${DESTDIR-} in
    '' | /*) ;;
    *) usage_error "DESTDIR must be a path that begins with /: $DESTDIR" ;;
esac
root=${DESTDIR-}
while [ "$root" != "${root%/}" ]; do root=${root%/}; done
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail 77 "This must be run as root. Use sudo, or set DESTDIR to install the files elsewhere."
$action
