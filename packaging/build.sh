#!/usr/bin/env bash
# Makes the release binary: one file that needs no runtime. The same commit gives the same bytes in any folder.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'TEXT'
Usage: packaging/build.sh [--runtime linux-x64|linux-arm64] [--output DIR] [--no-check]

Makes DIR/teleport-slack, where DIR is artifacts/release/RUNTIME, and prints its size and SHA-256.

Options:
  --runtime RUNTIME   linux-x64 or linux-arm64; without it, that of this machine
  --output DIR        where to put the program
  --no-check          do not hold it to its budgets of size, memory and start
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
        *) fail "There is no release for this machine; name one with --runtime." 64 ;;
    esac
}

# publish PROJECT RUNTIME WORK: a work folder of its own, so that neither the ordinary build nor an older one is mixed in.
publish() {
    rm -rf "$3"
    dotnet publish "$1" --configuration Release --runtime "$2" --output "$3/out" -p:PublishSingleFile=true -p:ArtifactsPath="$3" -v:quiet -nologo
}

# check BINARY: only what runs on this machine can be measured.
check() {
    if [ "$runtime" != "$(machine)" ]; then
        echo "build: $runtime does not run here, so its budgets are not checked." >&2
        return
    fi
    publish tests/EmptyHost "$runtime" "$work/empty-host-$runtime" || fail "The empty host cannot be published."
    dotnet build tests/Benchmarks --configuration Release -p:RunAnalyzers=false -v:quiet -nologo || fail "The benchmarks cannot be built."
    artifacts/bin/Benchmarks/release/Benchmarks budget "$1" "$work/empty-host-$runtime/out/empty-host" || fail "A budget is exceeded."
}

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers would outlive this script and keep its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

runtime='' output='' check=yes
while [ $# -gt 0 ]; do
    case $1 in
        --runtime | --output)
            [ -n "${2-}" ] || fail "$1 needs a value. Try --help." 64
            if [ "$1" = --runtime ]; then runtime=$2; else output=$2; fi
            shift
            ;;
        --no-check) check=no ;;
        -h | --help) usage; exit 0 ;;
        *) fail "Unknown option: $1. Try --help." 64 ;;
    esac
    shift
done
runtime=${runtime:-$(machine)}
case $runtime in linux-x64 | linux-arm64) ;; *) fail "There is no release for $runtime." 64 ;; esac
output=${output:-artifacts/release/$runtime}
work=$PWD/artifacts/publish

publish src/AccessSlack "$runtime" "$work/teleport-slack-$runtime" || fail "The program cannot be published."
mkdir -p "$output"
# Replaced in one step: a running program keeps its file.
cp "$work/teleport-slack-$runtime/out/teleport-slack" "$output/teleport-slack.new"
mv -f "$output/teleport-slack.new" "$output/teleport-slack"
echo "$output/teleport-slack: $(stat -c %s "$output/teleport-slack") bytes, sha256 $(sha256sum "$output/teleport-slack" | cut -d' ' -f1)"
[ "$check" = no ] || check "$output/teleport-slack"
