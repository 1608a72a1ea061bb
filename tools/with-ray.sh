#!/usr/bin/env bash
# Runs a command beside a Ray head with two CPUs on the loopback interface, and stops the head when it ends:
#   tools/with-ray.sh unisono run unisono.yaml     with `engine: { kind: ray, storage: ... }` in the file
# The first run makes .cache/cluster-venv from PyPI. There, PyTorch for x86 Linux comes with CUDA (gigabytes); for the CPU build:
#   PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu tools/with-ray.sh ...
# Needs Python 3.11 or later as python3, and ports 6379 and 8265 free. The command finds that environment's programs on its
# PATH, RAY_ADDRESS, and what the client wants: UNISONO_RAY_ADDRESS and UNISONO_RAY_TOKEN.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
venv=$root/.cache/cluster-venv
# What it was made with, and where: an environment that was moved finds its programs no longer.
made=$venv/made-with.txt
wanted() { echo "# $venv"; cat "$root/cluster/requirements.txt"; }
if ! wanted | cmp -s - "$made"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$root/cluster/requirements.txt"
  wanted >"$made"
fi
export PATH=$venv/bin:$PATH RAY_USAGE_STATS_ENABLED=0
export RAY_raylet_start_wait_time_s=300 RAY_agent_register_timeout_ms=300000
# Ray asks for a token by default: this one is the run's own.
RAY_AUTH_TOKEN=$(python -c 'import secrets; print(secrets.token_hex(32))')
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN UNISONO_RAY_TOKEN=$RAY_AUTH_TOKEN UNISONO_RAY_ADDRESS=http://127.0.0.1:8265

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
: >"$session/head.log"
for attempt in 1 2 3; do
  setsid ray start --head --block --num-cpus=2 --node-ip-address=127.0.0.1 --port=6379 --include-dashboard=true \
    --dashboard-host=127.0.0.1 --dashboard-port=8265 --temp-dir="$session/$attempt" >"$session/head.log" 2>&1 &
  head_pid=$!
  until up || ! kill -0 "$head_pid" 2>/dev/null; do sleep 1; done
  up && break
  kill -- "-$head_pid" 2>/dev/null || true
  if [ "$attempt" = 3 ]; then cat "$session/head.log" >&2; exit 1; fi
done
RAY_ADDRESS=127.0.0.1:6379 "$@"
