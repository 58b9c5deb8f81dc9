#!/bin/sh
# Installs Debian's Chromium for the browser tests, where no Chromium is found.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        echo "Browser tests use $(command -v "$name")."
        exit 0
    fi
done

if ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium was found, and this system has no apt-get: install Chromium with its package manager." >&2
    exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
$as_root apt-get update
$as_root apt-get install --yes --no-install-recommends chromium
