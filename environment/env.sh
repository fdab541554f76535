# What programs of this project need in their environment: . environment/env.sh
#
# Only variables that are not set yet, and PATH. Nothing of the user's Jupyter
# is read or written: its settings, runtime files and workspaces for this
# project lie in .hccp53/jupyter.
# shellcheck shell=sh

if [ -z "${HCCP53_HOME:-}" ]; then
  if [ -n "${BASH_SOURCE:-}" ]; then
    HCCP53_HOME=$(cd "$(dirname "$BASH_SOURCE")/.." && pwd)/.hccp53
  else
    HCCP53_HOME=$PWD/.hccp53
  fi
fi
export HCCP53_HOME
case ":$PATH:" in
*":$HCCP53_HOME/bin:"*) ;;
*) PATH="$HCCP53_HOME/bin:$HCCP53_HOME/venv/bin:$PATH" ;;
esac
export PATH
# Where XLA lies, and that gomlx is not to fetch another.
export PJRT_PLUGIN_LIBRARY_PATH="${PJRT_PLUGIN_LIBRARY_PATH:-$HCCP53_HOME/pjrt}"
export GOMLX_NO_AUTO_INSTALL=1
# The Python of the tests that run notebooks.
export HCCP53_PYTHON="${HCCP53_PYTHON:-$HCCP53_HOME/venv/bin/python}"
export JUPYTER_CONFIG_DIR="$HCCP53_HOME/jupyter/config"
export JUPYTER_DATA_DIR="$HCCP53_HOME/jupyter/data"
export JUPYTER_RUNTIME_DIR="$HCCP53_HOME/jupyter/runtime"
export IPYTHONDIR="$HCCP53_HOME/jupyter/ipython"
