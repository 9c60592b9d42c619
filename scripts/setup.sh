#!/bin/sh
# Make the virtual environment named by $1 and install Comity into it, editable; with "dev" as $2, the development tools too.
# Uses uv where it is installed, else venv and pip. Needs Python 3.11 or newer ($PYTHON, default python3).
set -eu
venv=$1
kind=${2:-run}
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Comity needs Python 3.11 or newer; $python is $("$python" --version 2>&1). Set PYTHON=/path/to/python3.11." >&2
    exit 1
}
echo "Setting up in $venv (once) ..." >&2
if command -v uv >/dev/null 2>&1; then
    [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"
    if [ "$kind" = dev ]; then
        uv pip install --quiet --python "$venv/bin/python" -e '.[parquet]' --group dev
    else
        uv pip install --quiet --python "$venv/bin/python" -e .
    fi
else
    [ -x "$venv/bin/pip" ] || "$python" -m venv "$venv" || {
        echo "This Python cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2
        exit 1
    }
    # Dependency groups (PEP 735) came with pip 25.1.
    "$venv/bin/pip" install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
    if [ "$kind" = dev ]; then
        "$venv/bin/pip" install --quiet --disable-pip-version-check -e '.[parquet]' --group dev
    else
        "$venv/bin/pip" install --quiet --disable-pip-version-check -e .
    fi
fi
