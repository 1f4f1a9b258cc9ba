# Usage: python.sh PYTHON FOLDER. Makes a virtual environment, or says what is missing and how to get it.
python="$1"
folder="$2"

if ! command -v "$python" >/dev/null 2>&1; then
    echo "There is no program '$python'. Install Python 3.11 or newer, or name it: make ... PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$("$python" --version) is too old: 3.11 or newer is needed. Name another: make ... PYTHON=python3.12" >&2
    exit 1
fi
if [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -m venv "$folder"; then
    echo "A virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
