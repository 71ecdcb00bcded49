"""Which program this is: pages that another one made are not its pages."""

from hashlib import blake2b

from django.conf import settings

ROOMS = ("cartracker", "static", "templates", "trials")
LOCK = "requirements/base.txt"


def release() -> str:
    """A digest of all that decides how data becomes a page: our own files, the packages, and the settings shown."""
    files = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*") if path.is_file()]
    digest = blake2b(f"{settings.SITE_URL} {settings.CONTACT_EMAIL}".encode(), digest_size=16)
    for path in [settings.BASE_DIR / LOCK, *sorted(files)]:
        if path.suffix != ".pyc":
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
