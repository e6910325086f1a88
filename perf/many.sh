#!/usr/bin/env bash
# Measures the memory of a release binary with many open requests under light traffic. See perf/README.md.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: perf/many.sh BINARY [--open N]

Starts BINARY between simulators of Teleport and Slack with many open requests that an earlier run announced, then
announces and approves a request every two seconds, and prints its memory every 30 s, beside that of a daemon without
open requests. Takes about six minutes. Ends with 2 if something could not be measured.

Options:
  --open N   how many requests are open (10000)
TEXT
}

. "$(dirname "$0")/measure.sh"
require_binary "$@"

run_measure many "$@"
