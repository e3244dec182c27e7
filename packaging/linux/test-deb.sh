#!/usr/bin/env bash
# Installs the .deb in clean, minimal Debian systems and starts it there as a normal user, on a virtual screen.
#
#   sudo packaging/linux/test-deb.sh [FILE.deb] [bookworm trixie …]
#
# Needs root, debootstrap and Debian's packages; not part of CI, since it fetches whole systems. The systems are kept in
# /var/cache/baleen-roots (BALEEN_ROOTS) and copied for each run, so that a second run takes a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."

package=$(ls -t dist/baleen_*.deb 2>/dev/null | head -1)
[[ ${1:-} == *.deb ]] && { package=$1; shift; }
[[ -f $package ]] || { echo "no .deb: python3 packaging/dev.py package makes one" >&2; exit 2; }
[[ $EUID -eq 0 ]] || { echo "this needs root: sudo $0" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }
(($#)) || set -- bookworm trixie
roots=${BALEEN_ROOTS:-/var/cache/baleen-roots}
mkdir -p "$roots"

# Debian's packages come from where this system gets them, with its own settings for apt.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/*$' | head -1)

in_root() { # in_root FOLDER COMMAND...
  local root=$1
  shift
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy=$http_proxy} ${https_proxy:+https_proxy=$https_proxy} chroot "$root" "$@"
}

work=
leave() {
  [[ -z $work ]] && return
  local place
  for place in dev proc; do mountpoint -q "$work/$place" && umount -l "$work/$place"; done
  rm -rf --one-file-system "$work"
}
trap leave EXIT

test_in() { # test_in RELEASE
  local release=$1 base=$roots/$1 started=$SECONDS
  if [[ ! -f $base/.complete ]]; then
    rm -rf "$base"
    local script=()
    [[ -e /usr/share/debootstrap/scripts/$release ]] || script=(/usr/share/debootstrap/scripts/sid)
    debootstrap --variant=minbase "$release" "$base" "$mirror" "${script[@]}" >"$base.log" 2>&1 ||
      { tail -5 "$base.log"; return 1; }
    # What this system needs to reach its packages: certificates, and settings for apt.
    local file
    for file in /etc/apt/apt.conf.d/* /etc/apt/apt.conf; do
      [[ -f $file ]] && grep -qiE 'proxy|acquire::https' "$file" && cp "$file" "$base/etc/apt/apt.conf.d/"
    done
    mkdir -p "$base/etc/ssl/certs"
    [[ -f /etc/ssl/certs/ca-certificates.crt ]] && cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
    touch "$base/.complete"
  fi
  work=$(mktemp -d "$roots/run-XXXXXX")
  cp -a "$base/." "$work"
  cp -L /etc/resolv.conf "$work/etc/resolv.conf" 2>/dev/null || true
  mount --bind /proc "$work/proc"
  mount --bind /dev "$work/dev"
  cp "$package" "$work/tmp/baleen.deb"
  in_root "$work" apt-get -qq update
  in_root "$work" apt-get -qq -y --no-install-recommends install /tmp/baleen.deb >"$roots/$release.install.log" 2>&1 ||
    { tail -20 "$roots/$release.install.log"; return 1; }
  # As the program's starter does; what is missing then, the package forgot to depend on.
  in_root "$work" env LD_LIBRARY_PATH=/usr/lib/baleen/_internal \
    find /usr/lib/baleen -name '*.so*' -type f -exec ldd {} + | grep 'not found' | sort -u && return 1
  # Only now what the test itself needs, so that it cannot hide what the package forgot.
  in_root "$work" apt-get -qq -y --no-install-recommends install xvfb xauth fonts-dejavu-core >/dev/null 2>&1
  in_root "$work" useradd --create-home person
  in_root "$work" su -l person -c '
    baleen --version &&
    baleen --self-test --json hidden.json >/dev/null &&
    BALEEN_SELF_TEST_ON_SCREEN=1 QT_QPA_PLATFORM=xcb xvfb-run -a baleen --self-test --json shown.json >/dev/null &&
    grep -o "[0-9]* × [0-9]* on xcb" shown.json' || { cat "$work"/home/person/*.json; return 1; }
  in_root "$work" apt-get -qq -y remove baleen >/dev/null 2>&1
  [[ ! -e $work/usr/lib/baleen && ! -e $work/usr/bin/baleen ]] || { echo "something is left behind"; return 1; }
  [[ -d $work/home/person ]]
  leave
  work=
  echo "$release: installed, started as a normal user, removed; $((SECONDS - started)) s"
}

for release in "$@"; do test_in "$release"; done
