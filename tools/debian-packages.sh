#!/usr/bin/env bash
# Install Debian packages that are missing, without starting the servers among them: debian-packages.sh NAME…
set -euo pipefail

missing=()
for name in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Please install ${missing[*]} (on Debian: sudo apt-get install ${missing[*]}), then run this again." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# invoke-rc.d asks this program, and 101 forbids; a machine that has one of its own keeps it.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -qq --no-install-recommends --yes "${missing[@]}" >/dev/null
