# Makes sure that a Chromium is on the PATH: the browser tests drive the system's own, nothing else is downloaded.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing Chromium from the system's packages ..."
    $as_root apt-get update -qq
    for name in chromium chromium-browser; do
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$name" && exit 0
    done
fi
echo "No Chromium on the PATH. Install it (Debian: apt-get install chromium; Fedora: dnf install chromium)," >&2
echo "or leave the browser tests out: WITHOUT_CHROMIUM=1 make test PYTEST_ARGUMENTS=\"-n 3 -m 'not browser'\"" >&2
[ -n "${WITHOUT_CHROMIUM:-}" ] || exit 1
