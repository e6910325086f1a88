#!/usr/bin/env bash
# Rebuilds the release of the last commit in another directory, and fails unless the bytes are the same.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/reproduce.sh BINARY [--runtime linux-x64|linux-arm64]

Compares BINARY and BINARY.dbg with what packaging/build.sh builds from a clone of the last commit.
TEXT
}

fail() {
    echo "reproduce: $1" >&2
    exit "${2:-1}"
}

case ${1-} in
    -h | --help) usage; exit 0 ;;
    '' | -*) fail "The path of the program is missing. Try --help." 64 ;;
esac
binary=$(realpath "$1")
shift
[ -f "$binary" ] && [ -f "$binary.dbg" ] || fail "There is no $binary, or no $binary.dbg beside it." 66

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone --quiet "$(dirname "$0")/.." "$work/somewhere else"
"$work/somewhere else/packaging/build.sh" --output "$work/out" "$@"
cmp "$binary" "$work/out/teleport-slack" || fail "The program differs."
cmp "$binary.dbg" "$work/out/teleport-slack.dbg" || fail "The symbols differ."
echo "$binary has the same bytes."
