#!/usr/bin/env bash
# Serves SmolLM2-135M-Instruct as an OpenAI-compatible endpoint on the loopback interface, for `npm run test:endpoint`:
#   tools/llama-server.sh <port>      serves until it is stopped
#   tools/llama-server.sh --install   only makes the virtual environment
# The first run makes .cache/llama-server, with llama-cpp-python's server from PyPI: it is compiled there, which needs a C++
# compiler and about ten minutes. The model comes from tools/fetch-real-models.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.cache/llama-server
if ! "$venv/bin/python" -c 'import llama_cpp.server' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet 'llama-cpp-python[server]==0.3.36'
fi
[ "$1" = --install ] && exit 0
tools/fetch-real-models.sh >&2
exec "$venv/bin/python" -m llama_cpp.server --model .cache/real-models/SmolLM2-135M-Instruct.Q4_1.gguf \
  --model_alias smollm2 --host 127.0.0.1 --port "$1" --n_ctx 2048 --n_threads 2 --verbose false
