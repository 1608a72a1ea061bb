#!/usr/bin/env bash
# Tests the Ray engine: the Python worker by itself, then `engine: ray` against a Ray head with two CPUs on the loopback interface
# (tools/with-ray.sh), then answers from two servers of one model (tools/llama-server.sh). Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/with-ray.sh bash -euo pipefail -c '
  (cd cluster && ruff check . && ruff format --check . && python -m pytest -q)
  npx vitest run --config test/cluster/vitest.config.ts "$@"
' tests "$@"
