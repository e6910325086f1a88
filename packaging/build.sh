#!/usr/bin/env bash
# Builds the release binary: native code in a single file that needs no runtime.
# The same commit gives the same bytes in any directory.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/build.sh [--runtime linux-x64|linux-arm64] [--output DIR] [-p:NAME=VALUE...]

Builds these files in DIR, and prints the size and SHA-256 of the first:
  teleport-slack       the program
  teleport-slack.dbg   its symbols, for a debugger

Options:
  --runtime RUNTIME   linux-x64 or linux-arm64; default: that of this machine
  --output DIR        where to put both files; default: artifacts/release/RUNTIME
  -p:NAME=VALUE       override a build setting of the release, to measure its effect
TEXT
}

fail() {
    echo "build: $1" >&2
    exit "${2:-1}"
}

machine() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        *) fail "There is no release for this machine. Choose one with --runtime." 64 ;;
    esac
}

# has COMMAND PACKAGE: if the command is missing, remembers the Debian package that provides it.
missing=()
has() { command -v "$1" >/dev/null || missing+=("$2"); }

# links COMPILER [OPTION...]: succeeds if a program for the target can be linked.
links() {
    local folder status=0
    folder=$(mktemp -d)
    "$@" -x c -o "$folder/program" - <<<'int main(void) { return 0; }' 2>/dev/null || status=1
    rm -rf "$folder"
    return "$status"
}

# The .NET compiler generates the code, but the linker and the C library are the machine's. objcopy is named
# explicitly, because LLVM's version, which is preferred if it is installed, writes different bytes.
check_native_link() {
    link_options=(-p:ObjCopyName=objcopy)
    local compiler=clang
    command -v clang >/dev/null || compiler=gcc
    has "$compiler" "clang (or gcc)"
    has objcopy binutils
    [ "${#missing[@]}" -gt 0 ] || links "$compiler" || missing+=(libc6-dev)
}

# check_cross_link MACHINE DEBIAN_NAME
# clang uses GNU's linker here as well: LLVM's writes the path of its output into the program.
check_cross_link() {
    link_options=("-p:ObjCopyName=$1-linux-gnu-objcopy")
    has clang clang
    [ "${#missing[@]}" -gt 0 ] || links clang "--target=$1-linux-gnu" -fuse-ld=bfd ||
        missing+=("gcc-${1/_/-}-linux-gnu" "libc6-dev-$2-cross") # the first has objcopy, too
}

# check_link: without this check, publishing would fail minutes later with a less helpful message.
check_link() {
    case $(machine):$runtime in
        "$runtime:$runtime") check_native_link ;;
        *:linux-arm64) check_cross_link aarch64 arm64 ;;
        *:linux-x64) check_cross_link x86_64 amd64 ;;
    esac
    [ "${#missing[@]}" -eq 0 ] || fail "To link for $runtime, install these packages (Debian's names): ${missing[*]}" 69
}

# publish: in its own work directory, so that nothing from the ordinary build or an older one is mixed in.
publish() {
    rm -rf "$work"
    dotnet publish src/AccessSlack --configuration Release --runtime "$runtime" --output "$work/out" \
        -p:PublishAot=true -p:ArtifactsPath="$work" "${link_options[@]}" "${settings[@]}" -v:quiet -nologo
}

# put FILE: replaces the file in one step, because the old one may be running.
put() {
    cp "$work/out/$1" "$output/$1.new"
    mv -f "$output/$1.new" "$output/$1"
}

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers would outlive this script and keep its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

runtime='' output='' settings=() link_options=()
while [ $# -gt 0 ]; do
    case $1 in
        --runtime | --output)
            [ -n "${2-}" ] || fail "$1 needs a value. Try --help." 64
            if [ "$1" = --runtime ]; then runtime=$2; else output=$2; fi
            shift
            ;;
        -p:*=*) settings+=("$1") ;;
        -h | --help) usage; exit 0 ;;
        *) fail "Unknown option: $1. Try --help." 64 ;;
    esac
    shift
done
runtime=${runtime:-$(machine)}
case $runtime in linux-x64 | linux-arm64) ;; *) fail "There is no release for $runtime." 64 ;; esac
[ -z "$output" ] || output=$(realpath -m "$output")
cd "$(dirname "$0")/.."
output=${output:-artifacts/release/$runtime}
work=$PWD/artifacts/publish/$runtime

check_link
echo "Building for $runtime, which takes a minute or two." >&2
publish || fail "Publishing the program failed."
mkdir -p "$output"
put teleport-slack.dbg
put teleport-slack
sum=$(sha256sum "$output/teleport-slack" | cut -d' ' -f1)
echo "$output/teleport-slack: $(stat -c %s "$output/teleport-slack") bytes, sha256 $sum"
