#!/bin/sh
# Uploads a built site to a bucket: sh bucket.sh public remote:bucket/path
# The remote is one of `rclone config`: S3, OSS, COS or what is like them.
set -eu
site=$1
bucket=$2

# All but the home page first: nobody is sent to what is not there yet. Checksums, since a
# build that changes nothing changes no byte.
rclone copy --checksum --exclude "/index.html" --exclude "/.gangmu" "$site" "$bucket"
# Then the way in.
rclone copyto --checksum "$site/index.html" "$bucket/index.html"
# What is gone last: a reader may still be on a page that uses it.
rclone sync --checksum --exclude "/.gangmu" "$site" "$bucket"
