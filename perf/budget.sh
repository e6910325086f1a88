#!/usr/bin/env bash
# Compares a release binary with perf/budgets.json: size, memory, start and latencies. See perf/README.md.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: perf/budget.sh BINARY [--output FILE]

Measures size, memory, start and latencies of BINARY in about two minutes, and prints them beside perf/budgets.json.
Ends with 1 if size or memory is more than 5 % over its budget, with 2 if something could not be measured.

Options:
  --output FILE   also write all figures to FILE, as JSON
TEXT
}

. "$(dirname "$0")/measure.sh"
require_binary "$@"

work=$root/artifacts/publish/empty-host
case $(uname -m) in
    x86_64) runtime=linux-x64 ;;
    aarch64) runtime=linux-arm64 ;;
    *) echo "budget: There is no release for this machine." >&2; exit 2 ;;
esac

# A work directory of its own, as for a release, so that nothing from an ordinary build is mixed in.
rm -rf "$work"
dotnet publish "$root/perf/EmptyHost" --configuration Release --runtime "$runtime" --output "$work/out" \
    -p:PublishAot=true -p:ArtifactsPath="$work" -v:quiet -nologo >&2 || exit 2
run_measure budget "$@" \
    --empty-host "$work/out/empty-host" --budgets "$root/perf/budgets.json"
