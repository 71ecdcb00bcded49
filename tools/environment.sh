# The private environment in .venv, and what the commands of ./run say and set. Sourced by ./run.

say() { printf '%s\n' "$@" >&2; }
die() { say "$@"; exit 1; }

# Without what the caller's shell may have set for another installation.
plain_environment() {
    unset DJANGO_SETTINGS_MODULE DATABASE_URL SECRET_KEY ALLOWED_HOSTS SITE_URL DEBUG HTTPS TRUST_PROXY STATIC_FROM_SOURCE
}

# Production settings on loopback, with a key and a database of their own in var/demo.
demo_environment() {
    mkdir -p var/demo
    [ -s var/demo/secret_key ] ||
        (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' >var/demo/secret_key)
    plain_environment
    export DEBUG=0 HTTPS=0 STATIC_FROM_SOURCE=1 ALLOWED_HOSTS='127.0.0.1,localhost,[::1]'
    export DATABASE_URL=sqlite:///var/demo/db.sqlite3
    SECRET_KEY=$(cat var/demo/secret_key)
    export SECRET_KEY
}

# need base|dev: when it returns, .venv holds what requirements/base.txt or dev.txt pins.
need() {
    if ready "$1"; then return; fi
    python=$(find_python)
    mkdir -p var
    (
        only_one_set_up "$python"
        ready "$1" || set_up "$1" "$python"
    ) 9>var/setup.lock
}

# A copy of the lock inside .venv says what it holds. The copy is written last, so that a set-up that was
# interrupted is made afresh; so is one whose Python has gone.
ready() {
    cmp -s "requirements/$1.txt" ".venv/$1.txt" && .venv/bin/python -c 'import django' 2>/dev/null
}

only_one_set_up() {
    "$1" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null && return
    say "Waiting for another ./run to finish setting up."
    "$1" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

set_up() {
    say "Setting up .venv with $("$2" -V) and the packages of requirements/$1.txt (once, about a minute)."
    # dev.txt holds the packages of base.txt at the same versions: they stay, perhaps in use.
    if [ "$1" = base ] || ! ready base; then
        rm -rf .venv
        "$2" -m venv .venv
    fi
    install "requirements/$1.txt" || die "The packages could not be installed: ./run begins afresh next time."
    [ "$1" = base ] || cp requirements/base.txt .venv/base.txt
    cp "requirements/$1.txt" ".venv/$1.txt"
}

install() {
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python .venv/bin/python --require-hashes --requirement "$1" && return
        say "uv could not install them; trying pip."
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1"
}

# The first Python that is new enough and can make an environment; if none, one sentence that says what is missing.
find_python() {
    too_old=
    no_venv=
    for candidate in python3.13 python3.12 python3.11 python3; do
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
            2.* | 3.? | 3.10) too_old=$version ;;
            *)
                if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
                    command -v "$candidate"
                    return
                fi
                no_venv=${no_venv:-$version}
                ;;
        esac
    done
    [ -z "$no_venv" ] ||
        die "Python $no_venv has no venv module here (on Debian and Ubuntu: apt install python$no_venv-venv)."
    die "There is no Python 3.11 or newer on PATH${too_old:+, python3 is $too_old} (on Debian: apt install python3 python3-venv)."
}
