#!/bin/sh
# Fetches the other engines and prints the table. Needs node 20 and a built site.
set -e
site=$(realpath "${1:-public}")
cd "$(dirname "$0")"
npm install --silent --no-audit --no-fund --no-package-lock
exec node run.mjs "$site"
