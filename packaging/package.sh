#!/usr/bin/env bash
# Builds the files of a release. The same program and the same commit give the same bytes.
set -euo pipefail
umask 022

usage() {
    cat <<'TEXT'
Usage: packaging/package.sh [--runtime linux-x64|linux-arm64] [--binary PATH] [--output DIR] [--sign KEY]

Builds these files in DIR:
  teleport-access-slack-vVERSION-linux-ARCH-bin.tar.gz   the release, with its install script
  teleport-slack_VERSION_ARCH.deb                        the package for Debian and Ubuntu
  teleport-access-slack-vVERSION-linux-ARCH.cdx.json     what is inside the program (CycloneDX)
  SHA256SUMS                                             for these, and for those of other architectures and this version in DIR
  SHA256SUMS.sig                                         with --sign: the signature of SHA256SUMS

Options:
  --runtime RUNTIME   linux-x64 or linux-arm64; default: that of this machine
  --binary PATH       the program from packaging/build.sh; default: run that first
  --output DIR        where to put the files; default: artifacts/packages
  --sign KEY          sign SHA256SUMS with this private key, a PEM file (openssl genpkey -algorithm ed25519)

SOURCE_DATE_EPOCH in the environment sets the timestamp of all files; default: the time of the commit.
TEXT
}

fail() {
    echo "package: $1" >&2
    exit "${2:-1}"
}

machine() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        *) fail "There is no release for this machine. Choose one with --runtime." 64 ;;
    esac
}

# check_binary: a package must not contain the program of another architecture or another version.
check_binary() {
    [ -x "$binary" ] || fail "There is no program at $binary." 66
    local code
    code=$(od -An -tx1 -j18 -N1 "$binary" | tr -d ' ')
    [ "$code" = "$elf" ] || fail "$binary is not for $runtime." 66
    [ "$runtime" != "$(machine)" ] || [[ $("$binary" version) == "teleport-slack v$version "* ]] ||
        fail "$binary says $("$binary" version), and this is version $version." 66
}

# put MODE SOURCE TARGET
put() { install -D -m "$1" "$2" "$3"; }

# put_text MODE TARGET: what comes on stdin
put_text() {
    mkdir -p "$(dirname "$2")"
    cat >"$2"
    chmod "$1" "$2"
}

make_tarball() {
    local folder=$work/teleport-access-slack
    put 0755 "$binary" "$folder/teleport-slack"
    put 0755 install.sh "$folder/install"
    put 0644 teleport-slack.service "$folder/teleport-slack.service"
    put 0644 src/AccessSlack/Configuration/example.toml "$folder/teleport-slack.toml"
    put 0644 README.md "$folder/README.md"
    put 0644 LICENSE "$folder/LICENSE"
    put 0644 packaging/copyright "$folder/COPYRIGHT"
    tar --create --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --directory="$work" teleport-access-slack | gzip -n -9 >"$output/$tarball"
}

stage_program() {
    put 0755 "$binary" "$root/usr/bin/teleport-slack"
    sed -e 's|^ExecStart=[^ ]*|ExecStart=/usr/bin/teleport-slack|' -e 's|^Documentation=.*|Documentation=man:teleport-slack(8)|' teleport-slack.service |
        put_text 0644 "$root/usr/lib/systemd/system/teleport-slack.service"
    put 0644 packaging/deb/sysusers.conf "$root/usr/lib/sysusers.d/teleport-slack.conf"
    put 0644 packaging/deb/tmpfiles.conf "$root/usr/lib/tmpfiles.d/teleport-slack.conf"
    put 0644 src/AccessSlack/Configuration/example.toml "$root/usr/share/teleport-slack/teleport-slack.toml"
    put 0644 packaging/completions/teleport-slack.bash "$root/usr/share/bash-completion/completions/teleport-slack"
    put 0644 packaging/completions/teleport-slack.zsh "$root/usr/share/zsh/vendor-completions/_teleport-slack"
    put 0644 packaging/completions/teleport-slack.fish "$root/usr/share/fish/vendor_completions.d/teleport-slack.fish"
}

stage_documents() {
    local doc=$root/usr/share/doc/teleport-slack file
    for file in README.md docs/*.*; do put 0644 "$file" "$doc/$file"; done
    put 0644 packaging/copyright "$doc/copyright"
    put 0644 packaging/prometheus-alerts.yaml "$doc/examples/prometheus-alerts.yaml"
    debian_changelog | gzip -n -9 | put_text 0644 "$doc/changelog.gz"
    sed "s/@VERSION@/$version/; s/@DATE@/$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%d)/" packaging/man/teleport-slack.8 |
        gzip -n -9 | put_text 0644 "$root/usr/share/man/man8/teleport-slack.8.gz"
    put 0644 packaging/deb/lintian-overrides "$root/usr/share/lintian/overrides/teleport-slack"
}

# The changes themselves are in CHANGELOG.md, whose format Debian's tools cannot read.
debian_changelog() {
    local changes
    changes=$(sed -n '/^## /,$p' CHANGELOG.md | sed '1d; /^## /,$d; /^### Not yet/,$d; /^### /d; /^$/d' |
        fold -s -w 76 | sed -e 's/^- /  * /; t end' -e 's/^/    /; :end; s/ *$//')
    printf 'teleport-slack (%s) stable; urgency=medium\n\n%s\n\n -- %s  %s\n' "$debian_version" "$changes" \
        "$(sed -n 's/^Maintainer: //p' packaging/deb/control)" "$(LC_ALL=C date --utc --date="@$SOURCE_DATE_EPOCH" +'%a, %d %b %Y %H:%M:%S +0000')"
}

stage_control() {
    local size
    size=$(find "$root" -type f -printf '%s\n' | awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
    (cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) | put_text 0644 "$root/DEBIAN/md5sums"
    sed "s/@VERSION@/$debian_version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/" packaging/deb/control |
        put_text 0644 "$root/DEBIAN/control"
    for file in postinst prerm postrm; do put 0755 "packaging/deb/$file" "$root/DEBIAN/$file"; done
}

make_deb() {
    root=$work/deb
    stage_program
    stage_documents
    stage_control
    find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    # One thread, because xz splits its work, and so its output, by their number.
    DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$root" "$output/$deb" >/dev/null
}

make_sbom() { packaging/sbom.sh "$binary" "$runtime" >"$output/$sbom"; }

# write_sums: a signature of older sums would be wrong, so it goes.
write_sums() {
    cd "$output"
    rm -f SHA256SUMS.sig
    sha256sum -- teleport-slack_"$debian_version"_*.deb teleport-access-slack-v"$version"-linux-*{-bin.tar.gz,.cdx.json} >SHA256SUMS
    sha256sum --check --quiet SHA256SUMS
    [ -z "$sign" ] || sign_sums
    cat SHA256SUMS
}

# sign_sums: the same key and the same sums give the same signature, if the key is of Ed25519.
sign_sums() {
    openssl pkeyutl -sign -rawin -inkey "$sign" -in SHA256SUMS -out SHA256SUMS.sig ||
        fail "SHA256SUMS cannot be signed with $sign."
    openssl pkey -in "$sign" -pubout -out "$work/public.pem"
    openssl pkeyutl -verify -rawin -pubin -inkey "$work/public.pem" -sigfile SHA256SUMS.sig -in SHA256SUMS >/dev/null ||
        fail "The signature does not verify."
}

runtime='' binary='' output='' sign=''
while [ $# -gt 0 ]; do
    case $1 in
        --runtime | --binary | --output | --sign)
            [ -n "${2-}" ] || fail "$1 needs a value. Try --help." 64
            declare "${1#--}=$2"
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) fail "Unknown option: $1. Try --help." 64 ;;
    esac
    shift
done
runtime=${runtime:-$(machine)}
case $runtime in
    linux-x64) architecture=amd64 elf=3e ;;
    linux-arm64) architecture=arm64 elf=b7 ;;
    *) fail "There is no release for $runtime." 64 ;;
esac
[ -z "$binary" ] || binary=$(realpath -m "$binary")
[ -z "$output" ] || output=$(realpath -m "$output")
[ -z "$sign" ] || sign=$(realpath -m "$sign")
[ -z "$sign" ] || [ -r "$sign" ] || fail "There is no key at $sign." 66
cd "$(dirname "$0")/.."
output=${output:-$PWD/artifacts/packages}
if [ -z "$binary" ]; then
    packaging/build.sh --runtime "$runtime"
    binary=$PWD/artifacts/release/$runtime/teleport-slack
fi

version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
debian_version=${version/-/\~}
tarball=teleport-access-slack-v$version-linux-$architecture-bin.tar.gz
sbom=teleport-access-slack-v$version-linux-$architecture.cdx.json
deb=teleport-slack_${debian_version}_$architecture.deb
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} || fail "This is not a Git clone: set SOURCE_DATE_EPOCH to the time of the release." 66
export SOURCE_DATE_EPOCH
check_binary
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"
make_tarball
make_deb
make_sbom
write_sums
