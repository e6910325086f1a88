#!/usr/bin/env bash
# Measures what each setting of a release contributes: builds and measures one release without each setting in turn.
# The table in docs/performance.md is made from the results. Each setting takes about four minutes.
set -euo pipefail

if [ $# -gt 0 ]; then
    echo "Usage: perf/cuts.sh (no options). Builds and measures about ten releases in artifacts/cuts, 4 minutes each."
    [ "$1" = --help ] && exit 0 || exit 64
fi
cd "$(dirname "$0")/.."
work=$PWD/artifacts/cuts

# measure NAME BUILD [OPTION...]: what exceeds a budget here does so on purpose.
measure() {
    local name=$1 build=$2
    shift 2
    echo "== $name"
    "$build" --output "$work/$name" "$@"
    perf/budget.sh "$work/$name/teleport-slack" --output "$work/$name.json" || true
}

measure release packaging/build.sh

measure without-size packaging/build.sh -p:OptimizationPreference=
measure without-metrics packaging/build.sh -p:MetricsSupport=true
measure without-propagation packaging/build.sh -p:HttpActivityPropagationSupport=true
measure without-events packaging/build.sh -p:EventSourceSupport=true
measure without-invariant packaging/build.sh -p:InvariantGlobalization=false

# IdleMemory is the only one that is code rather than a setting.
rm -rf "$work/source"
git clone --quiet . "$work/source"
sed -i '/new IdleMemory/d' "$work/source/src/AccessSlack/Commands/StartCommand.cs"
measure without-idle-memory "$work/source/packaging/build.sh"

# Settings that were rejected.
measure with-x86-64-v3 packaging/build.sh -p:IlcInstructionSet=x86-64-v3
measure with-one-collector-thread packaging/build.sh -p:ConcurrentGarbageCollection=false
measure with-resource-keys packaging/build.sh -p:UseSystemResourceKeys=true
measure with-no-stack-traces packaging/build.sh -p:StackTraceSupport=false
