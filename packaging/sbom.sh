#!/usr/bin/env bash
# Prints what is inside the program, in the format of CycloneDX (https://cyclonedx.org).
# The same commit and the same program give the same text: it has no serial number and no time of its own.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/sbom.sh BINARY RUNTIME

Prints the libraries in the program BINARY for RUNTIME (linux-x64, linux-arm64) as CycloneDX JSON, from the lock file of
the commit.
SOURCE_DATE_EPOCH in the environment is the time of the release.
TEXT
}

fail() {
    echo "sbom: $1" >&2
    exit "${2:-1}"
}

# Packages that only the build uses: they are not part of the program.
build_only() {
    sed -n 's/.*PackageReference Include="\([^"]*\)".*PrivateAssets="all".*/\1/p' src/AccessSlack/AccessSlack.csproj Directory.Build.props
    echo Microsoft.NET.ILLink.Tasks
}

# packages: NAME VERSION HASH of everything in the lock file
packages() {
    awk -F'"' '
        /^      "[^"]*": \{/ { name = $2 }
        $2 == "resolved" { version = $4 }
        $2 == "contentHash" { print name, version, $4 }' src/AccessSlack/packages.lock.json
}

hex() { base64 --decode | od -An -v -tx1 | tr -d ' \n'; }

# component NAME VERSION [HASH]: the hash is that of the package, as NuGet records it
component() {
    local hashes=''
    [ -z "${3-}" ] || hashes=", \"hashes\": [{ \"alg\": \"SHA-512\", \"content\": \"$(hex <<<"$3")\" }]"
    printf '    { "type": "library", "bom-ref": "pkg:nuget/%s@%s", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s"%s }' \
        "$1" "$2" "$1" "$2" "$1" "$2" "$hashes"
}

# components RUNTIME
# The SDK compiles its own release of the framework into the program; the version of its linker is the same.
components() {
    local name version hash framework
    framework=$(packages | sed -n 's/^Microsoft.NET.ILLink.Tasks \([^ ]*\) .*/\1/p')
    [ -n "$framework" ] || fail "The lock file does not name the version of the framework."
    component "Microsoft.NETCore.App.Runtime.$1" "$framework"
    printf ',\n'
    component "Microsoft.AspNetCore.App.Runtime.$1" "$framework"
    while read -r name version hash; do
        printf ',\n'
        component "$name" "$version" "$hash"
    done < <(packages | LC_ALL=C sort | awk 'NR == FNR { skip[$1]; next } !($1 in skip)' <(build_only) -)
    printf '\n'
}

case ${1-} in
    -h | --help) usage; exit 0 ;;
    '' | -*) fail "The path of the program is missing. Try --help." 64 ;;
esac
[ -n "${2-}" ] || fail "The runtime is missing. Try --help." 64
[ -f "$1" ] || fail "There is no program at $1." 66
sum=$(sha256sum "$1" | cut -d' ' -f1)
cd "$(dirname "$0")/.."
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
cat <<TEXT
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "timestamp": "$(date --utc --date="@${SOURCE_DATE_EPOCH:?is the time of the release}" +%Y-%m-%dT%H:%M:%SZ)",
    "component": {
      "type": "application",
      "bom-ref": "pkg:generic/teleport-slack@$version",
      "name": "teleport-slack",
      "version": "$version",
      "purl": "pkg:generic/teleport-slack@$version",
      "hashes": [{ "alg": "SHA-256", "content": "$sum" }]
    }
  },
  "components": [
$(components "$2")
  ]
}
TEXT
