# Every static check by name; all of them run, and the last line says which failed. Sourced by ./run.

failed=

# step NAME COMMAND...: its output is shown only if it fails.
step() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok    $name"
    else
        printf '%s\n' "FAIL  $name" "$output"
        failed="$failed${failed:+, }$name"
    fi
}

manage_py() { .venv/bin/python manage.py "$@"; }

deployable() {
    env DEBUG=0 SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
        ALLOWED_HOSTS=cartracker.example SITE_URL=https://cartracker.example \
        .venv/bin/python manage.py check --deploy --fail-level WARNING
}

check() {
    need dev
    plain_environment
    step "lint (ruff check)" .venv/bin/ruff check .
    step "format (ruff format)" .venv/bin/ruff format --check .
    step "types (mypy)" .venv/bin/mypy
    step "floors (import-linter)" .venv/bin/lint-imports --no-logo
    step "templates (djlint)" .venv/bin/djlint --quiet --lint templates
    step "project (manage.py check)" manage_py check --fail-level WARNING
    step "production (manage.py check --deploy)" deployable
    step "migrations (makemigrations --check)" manage_py makemigrations --check --dry-run
    step "translations (tools/messages.py)" .venv/bin/python tools/messages.py --check
    step "locks (tools/locks.py)" .venv/bin/python tools/locks.py
    step "vendored files (tools/vendor.py)" .venv/bin/python tools/vendor.py --check
    if [ "${1:-}" = --full ]; then
        both_engines "not endurance" --cov --cov-fail-under=95 || failed="$failed${failed:+, }long tests"
    fi
    [ -z "$failed" ] || die "" "Failed: $failed."
    echo "Every check passed."
}
