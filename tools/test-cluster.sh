#!/usr/bin/env bash
# Tests the Ray engine: the Python worker by itself, then `engine: ray` against a Ray head with two CPUs on the loopback interface.
# The first run makes .cache/cluster-venv from PyPI. There, PyTorch for x86 Linux comes with CUDA (gigabytes); for the CPU build:
#   PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu npm run test:cluster
# Needs Python 3.11 or later as python3, and ports 6379 and 8265 free.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/.cache/cluster-venv
made=$venv/requirements.txt
if ! cmp -s cluster/requirements.txt "$made"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r cluster/requirements.txt
  cp cluster/requirements.txt "$made"
fi
export PATH=$venv/bin:$PATH RAY_USAGE_STATS_ENABLED=0
export RAY_raylet_start_wait_time_s=300 RAY_agent_register_timeout_ms=300000
# Ray asks for a token by default: this one is the run's own.
RAY_AUTH_TOKEN=$(python -c 'import secrets; print(secrets.token_hex(32))')
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN UNISONO_RAY_TOKEN=$RAY_AUTH_TOKEN UNISONO_RAY_ADDRESS=http://127.0.0.1:8265

(cd cluster && ruff check . && ruff format --check .)

# Ray's sockets lie below this folder, and their paths may have at most 107 characters.
session=$(mktemp -d /tmp/unisono-ray.XXXX)
head_pid=
stop() {
  # Its process group: the head and all that it started.
  [ -z "$head_pid" ] || { kill -- "-$head_pid" && wait "$head_pid"; } 2>/dev/null || true
  rm -rf "$session"
}
trap stop EXIT
trap 'exit 130' INT TERM
# The head gives up where its agent takes more than 30 s to come up, which no setting changes: on a busy machine it tries again.
up() {
  grep -q 'Ray runtime started' "$session/head.log" && curl --silent --fail --max-time 5 --output /dev/null --config - \
    "$UNISONO_RAY_ADDRESS/api/jobs/" <<<"header = \"Authorization: Bearer $RAY_AUTH_TOKEN\""
}
for attempt in 1 2 3; do
  setsid ray start --head --block --num-cpus=2 --node-ip-address=127.0.0.1 --port=6379 --include-dashboard=true \
    --dashboard-host=127.0.0.1 --dashboard-port=8265 --temp-dir="$session/$attempt" >"$session/head.log" 2>&1 &
  head_pid=$!
  until up || ! kill -0 "$head_pid" 2>/dev/null; do sleep 1; done
  up && break
  kill -- "-$head_pid" 2>/dev/null || true
  if [ "$attempt" = 3 ]; then cat "$session/head.log" >&2; exit 1; fi
done
(cd cluster && RAY_ADDRESS=127.0.0.1:6379 python -m pytest -q)
if [ -e test/cluster/vitest.config.ts ]; then
  npx vitest run --config test/cluster/vitest.config.ts "$@"
fi
