#!/usr/bin/env bash
# Measures signed clicks and memory while strangers attack the listener of a release binary. See perf/README.md.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: perf/strangers.sh BINARY [--clicks N]

Starts BINARY between simulators of Teleport and Slack, attacks its listener in three ways, one after the other, and
prints for each how signed clicks were answered and how much memory it took, beside the figures without an attack. Takes
about a minute and a half. Ends with 2 if something could not be measured.

Options:
  --clicks N   how many clicks are made during each attack (25)
TEXT
}

. "$(dirname "$0")/measure.sh"
require_binary "$@"

run_measure strangers "$@"
