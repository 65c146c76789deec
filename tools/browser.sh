#!/usr/bin/env bash
# Finds Debian's chromium and the fonts that Chinese pages need, or installs them when root.
set -euo pipefail

missing() {
    command -v chromium >/dev/null || echo chromium
    [ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ] || echo fonts-noto-cjk
}

packages=$(missing | tr '\n' ' ')
[ -z "$packages" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "The browser tests need: sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
