#!/usr/bin/env bash
# Compares the speed of a release binary with that of any other program that takes the same configuration.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: perf/compare.sh BINARY --vs PATH [--turns N] [--burst N]

Runs both in turns, between simulators of Teleport and Slack, and prints medians and their ratios: start to ready, event to
post, click to 200, and many requests at once. Ends with 2 if something could not be measured.

Options:
  --vs PATH    the other program; it is started with "start -c FILE"
  --turns N    how often each of them runs (5)
  --burst N    how many requests are made at once (200)
TEXT
}

case ${1-} in
    -h | --help) usage; exit 0 ;;
    '' | -*) usage >&2; exit 2 ;;
esac
[ -f "$1" ] || { echo "Not measured: there is no program $1." >&2; exit 2; }

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers would outlive this script and keep its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build "$root/perf/Measure" --configuration Release -p:RunAnalyzers=false -v:quiet -nologo >&2 || exit 2
exec "$root/artifacts/bin/Measure/release/Measure" compare "$@"
