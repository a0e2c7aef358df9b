#!/bin/sh
# Builds a site from a folder of laws and prints what its search costs: benches/search/laws.sh FOLDER [QUERIES]
# Needs node 20 and cargo; writes to a folder of its own under the temporary one.
set -e
laws=$(realpath "${1:?the folder of laws is missing}")
cd "$(dirname "$0")/../.."
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
mkdir "$site/laws"
cargo run --quiet --release -- build "$site/laws" --content "$laws" --output "$site/public"
node benches/search/laws.mjs "$site/public" "$2"
