#!/usr/bin/env bash
# Finds LibreOffice's Writer, in which the tests open and print documents, and fonts, or installs them when root.
set -euo pipefail

missing() {
    command -v soffice >/dev/null || echo libreoffice-writer-nogui
    [ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ] || echo fonts-noto-cjk
}

packages=$(missing | tr '\n' ' ')
[ -z "$packages" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests of documents need: sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
