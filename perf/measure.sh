# What the measuring scripts share; each sources it after it has defined usage().
# shellcheck shell=bash

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers would outlive the script and keep its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# require_binary [BINARY] ...: shows the usage, or ends with 2, unless the first argument is a program.
require_binary() {
    case ${1-} in
        -h | --help) usage; exit 0 ;;
        '' | -*) usage >&2; exit 2 ;;
    esac
    [ -f "$1" ] || { echo "Not measured: there is no program $1." >&2; exit 2; }
}

# run_measure COMMAND...: builds perf/Measure and becomes it.
run_measure() {
    dotnet build "$root/perf/Measure" --configuration Release -p:RunAnalyzers=false -v:quiet -nologo >&2 || exit 2
    exec "$root/artifacts/bin/Measure/release/Measure" "$@"
}
