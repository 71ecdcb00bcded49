# What only the longer tests need: PostgreSQL, Chromium, axe-core and the Nu Html Checker. Sourced by ./run.

PATH=$PATH:/usr/sbin:/sbin # runuser and apt-get's own programs, in a plain shell too

VNU_VERSION=26.9.27
VNU_SHA512=4e441de4315f39a582f5e6edbe8cd3b2b1f655aa1dde3620faface791133217c417b12f3f7ead2d8336d8e7efe44f5226618258b44a0860057e9125135e6b428

first_command() {
    for name in "$@"; do
        command -v "$name" && return
    done
    return 1
}

# The folder of PostgreSQL's programs: the newest of Debian's, or that of the initdb on PATH.
postgres_programs() {
    initdb=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    initdb=${initdb:-$(command -v initdb)} && dirname "$initdb"
}

# Debian's packages for what this machine lacks: installed where it may, named where it may not.
get_packages() {
    missing=
    [ -n "$(postgres_programs)" ] || missing="$missing postgresql"
    [ -n "${CHROMIUM:-}" ] || first_command chromium chromium-browser google-chrome >/dev/null ||
        missing="$missing chromium fonts-dejavu-core"
    command -v java >/dev/null || missing="$missing default-jre-headless"
    [ -n "${VNU_JAR:-}" ] || [ -e "$(vnu_jar)" ] || command -v npm >/dev/null || missing="$missing npm"
    [ -n "$missing" ] || return 0
    as_root=
    [ "$(id -u)" = 0 ] || as_root='sudo -n'
    say "Installing with apt-get:$missing"
    # shellcheck disable=SC2086 # each word is an argument
    {
        $as_root apt-get update -qq &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $missing
    } >/dev/null || die "These tests need Debian's packages$missing, and they could not be installed here."
}

vnu_jar() { echo "$PWD/var/tools/vnu-$VNU_VERSION.jar"; }

# The browser tests find their tools by these three names.
find_browser_tools() {
    CHROMIUM=${CHROMIUM:-$(first_command chromium chromium-browser google-chrome)}
    AXE_JS=${AXE_JS:-$(.venv/bin/python -c 'import axe_playwright_python as axe; print(axe.__path__[0])')/axe.min.js}
    if [ -z "${VNU_JAR:-}" ]; then
        VNU_JAR=$(vnu_jar)
        [ -e "$VNU_JAR" ] || fetch_vnu
    fi
    export CHROMIUM AXE_JS VNU_JAR
}

fetch_vnu() {
    say "Fetching the Nu Html Checker."
    archive=vnu-jar-$VNU_VERSION.tgz
    mkdir -p var/tools
    (
        cd var/tools &&
            npm pack --silent "vnu-jar@$VNU_VERSION" >/dev/null &&
            echo "$VNU_SHA512  $archive" | sha512sum --check --quiet &&
            tar -xzf "$archive" package/build/dist/vnu.jar &&
            mv package/build/dist/vnu.jar "$VNU_JAR" &&
            rm -r package "$archive"
    ) || die "The Nu Html Checker could not be fetched with npm."
}

# A PostgreSQL of our own on a socket in a private folder, quick because nothing in it needs to last.
# DATABASE_URL names it until stop_postgres.
start_postgres() {
    programs=$(postgres_programs)
    postgres_folder=$(mktemp -d)
    [ "$(id -u)" != 0 ] || chown postgres "$postgres_folder"
    trap stop_postgres EXIT
    trap 'exit 130' INT TERM
    as_postgres "$programs/initdb" --pgdata="$postgres_folder/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null ||
        die "PostgreSQL could not make its files."
    as_postgres "$programs/pg_ctl" start --silent --wait --pgdata="$postgres_folder/data" --log="$postgres_folder/log" \
        --options="-k $postgres_folder -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off" ||
        die "PostgreSQL did not start:" "$(cat "$postgres_folder/log")"
    DATABASE_URL=postgresql://postgres@$(echo "$postgres_folder" | sed 's|/|%2F|g')/cartracker
    export DATABASE_URL
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

stop_postgres() {
    trap - EXIT
    unset DATABASE_URL
    as_postgres "$(postgres_programs)/pg_ctl" stop --silent --mode=immediate --pgdata="$postgres_folder/data" 2>/dev/null || :
    rm -rf "$postgres_folder"
}
