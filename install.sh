#!/bin/sh
# Installs or removes teleport-slack. In a release this file is called "install" and has everything beside it.
# Packagers set DESTDIR: then only files are laid down, and no user, no ownership and no running service are touched.
set -eu

name=teleport-slack
config=/etc/teleport-slack.toml
units=/etc/systemd/system
data=/var/lib/teleport/plugins/slack

usage() {
    cat <<'TEXT'
Usage: install [--prefix DIR] [--binary PATH]
       install --uninstall [--prefix DIR]

Installs, and may be run again for a new release:
  DIR/bin/teleport-slack                      the program; DIR is /usr/local
  /etc/systemd/system/teleport-slack.service  the service, neither enabled nor started
  /etc/teleport-slack.toml                    an example, only where there is no such file
  /var/lib/teleport/plugins/slack             for certificates and keys, mode 0700
  the system user teleport-slack, which owns that folder

Options:
  --prefix DIR    where to install the program
  --binary PATH   the program to install; without it, the file teleport-slack beside this script
  --uninstall     remove program and service; configuration, data and user stay
  --help          this text

With DESTDIR=/some/folder in the environment everything goes below that folder, and root is not needed.
TEXT
}

say() { printf '%s\n' "$*"; }

# fail CODE WORDS: codes as in sysexits.h.
fail() {
    code=$1
    shift
    printf 'install: %s\n' "$*" >&2
    exit "$code"
}

usage_error() { fail 64 "$1 Try --help."; }

# absolute NAME VALUE: a path that both a shell and a line of a systemd unit take as it is, without slashes at its end.
absolute() {
    case $2 in
        *[!A-Za-z0-9\ ._/+@:~-]*) usage_error "$1 holds a character that is not allowed in this path: $2" ;;
        /*) ;;
        *) usage_error "$1 must be a path that begins with /: $2" ;;
    esac
    path=$2
    while [ "$path" != "${path%/}" ]; do path=${path%/}; done
    printf '%s' "$path"
}

# folder MODE PATH: made if it is missing, with parents that everybody may pass.
folder() {
    [ -d "$2" ] && return
    { mkdir -p "$2" && chmod "$1" "$2"; } || fail 73 "The folder $2 cannot be made."
}

# place MODE SOURCE TARGET: replaced in one step, so that a running program and a crash both see a whole file.
place() {
    new=$3.new.$$
    { cp "$2" "$new" && chmod "$1" "$new" && mv -f "$new" "$3"; } || { rm -f "$new"; fail 73 "$3 cannot be written."; }
    say "Installed $3"
}

find_parts() {
    here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
    unit=$here/$name.service
    [ -n "$binary" ] || binary=$here/$name
    [ -f "$unit" ] || fail 66 "$unit is missing: run this script where it was unpacked."
    [ -f "$binary" ] || fail 66 "There is no program at $binary. Name it with --binary, or run the script of a release, which has it beside itself."
    [ ! -f "$binary.dll" ] || fail 66 "$binary is only a part: it needs the files beside it. packaging/build.sh makes a program in one file."
    [ -x "$binary" ] || fail 66 "$binary may not be run: chmod +x it."
    example=$("$binary" configure) || fail 66 "$binary does not run on this machine. Is it for another processor or another libc?"
}

add_user() {
    if id -u "$name" >/dev/null 2>&1; then return; fi
    shell=$(command -v nologin || say /bin/false)
    if command -v useradd >/dev/null; then
        useradd --system --user-group --home-dir "$data" --no-create-home --shell "$shell" "$name"
    elif command -v adduser >/dev/null; then
        # BusyBox
        addgroup -S "$name" && adduser -S -D -H -h "$data" -s "$shell" -G "$name" "$name"
    else
        fail 69 "Neither useradd nor adduser is here. Add the system user $name with a group of the same name, then run this again."
    fi || fail 73 "The system user $name cannot be added."
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

# Root owns it, so that the service cannot change what it may do; its group reads it, and nobody else: it holds secrets.
install_config() {
    target=$root$config
    if [ -e "$target" ] || [ -L "$target" ]; then
        say "Kept $target"
        return
    fi
    new=$target.new.$$
    (umask 077 && printf '%s\n' "$example" >"$new") || fail 73 "$target cannot be written."
    [ -n "$root" ] || chown "root:$name" "$new"
    chmod 0640 "$new" && mv -f "$new" "$target"
    say "Installed $target, an example: replace everything in <angle brackets>"
}

install_data() {
    folder 0755 "$root${data%/*}"
    folder 0700 "$root$data"
    chmod 0700 "$root$data"
    [ -n "$root" ] || chown "$name:$name" "$data"
    parent=${data%/*}
    while [ -z "$root" ] && [ -n "$parent" ]; do
        [ -n "$(find "$parent" -prune -perm -001)" ] || say "Warning: $name cannot enter $parent. Let it: chmod o+x $parent"
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
    folder 0755 "$root$prefix/bin"
    folder 0755 "$root$units"
    place 0755 "$binary" "$root$prefix/bin/$name"
    install_unit
    install_config
    install_data
    reload_systemd
    next_steps
}

next_steps() {
    if [ -n "$root" ]; then
        say "Below DESTDIR no user was added and no owner set: $config is for root and the group $name (0640), $data for the user $name (0700)."
        return
    fi
    say ""
    say "Next:"
    say "  1. Put the credentials into $data, and: chown -R $name: $data"
    say "  2. Edit $config"
    say "  3. systemctl enable $name && systemctl restart $name"
}

# remove PATH
remove() {
    if [ -e "$1" ] || [ -L "$1" ]; then
        rm -f "$1" || fail 73 "$1 cannot be removed."
        say "Removed $1"
    else
        say "There was no $1"
    fi
}

uninstall() {
    if [ -z "$root" ] && [ -d /run/systemd/system ] && [ -f "$units/$name.service" ]; then
        systemctl disable --now "$name" || fail 69 "The service cannot be stopped, so nothing was removed."
    fi
    remove "$root$prefix/bin/$name"
    remove "$root$units/$name.service"
    reload_systemd
    say "Kept the configuration $root$config, the data in $root$data and the user $name. Remove them by hand if they are not needed any more."
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
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail 77 "Only root may do this. Run it with sudo, or set DESTDIR to lay the files down elsewhere."
$action
