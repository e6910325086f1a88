#!/usr/bin/env bash
# Compares the speed of a release binary with that of any other program that takes the same configuration.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: perf/compare.sh BINARY --vs PATH [--turns N] [--burst N]

Runs both in turns, between simulators of Teleport and Slack, and prints medians and their ratios: start to ready, event
to post, click to 200, and many requests at once. Ends with 2 if something could not be measured.

Options:
  --vs PATH    the other program; it is started with "start -c FILE"
  --turns N    how often each of them runs (5)
  --burst N    how many requests are made at once (200)
TEXT
}

. "$(dirname "$0")/measure.sh"
require_binary "$@"

run_measure compare "$@"
