#!/usr/bin/env bash
# Records which methods the daemon needs from its start to an approval: what a release compiles ahead (startup.mibc).
# A method that is missing there is compiled while the daemon runs; one too many does no harm. So a profile may be older than the
# code; record it anew when the budgets of packaging/build.sh come near.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/artifacts/publish/profile
rm -rf "$work"
dotnet publish src/AccessSlack --configuration Release --runtime linux-x64 --output "$work/out" -p:PublishSingleFile=true -p:PublishReadyToRun=false -p:ArtifactsPath="$work" -v:quiet -nologo
dotnet run --project tests/Benchmarks --configuration Release -- profile "$work/out/teleport-slack" "$work/obj/AccessSlack/release_linux-x64/linked" packaging/startup.mibc
