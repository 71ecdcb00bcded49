"""Settings of the site. One module; what differs between installations comes from the environment.

SECRET_KEY     required in production; without one the site is for development, on this machine alone
DEBUG          1 for development, 0 in production; 0 unless set where there is a SECRET_KEY
ALLOWED_HOSTS  comma-separated host names; loopback only when not set
DATABASE_URL   e.g. postgresql://user:password@host/name; SQLite in var/ when not set
SITE_URL       public address without a path, for absolute links, e.g. https://cartracker.example.no
CONTACT_EMAIL  shown to readers who want to report a fault
EMAIL_HOST     the mail server that reminders are sent through; none are sent without one
EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD  its port (587) and how to sign in there, where it asks
EMAIL_USE_TLS, EMAIL_USE_SSL  1 and 0 (STARTTLS) unless set; 0 and 1 for TLS from the start, as on port 465
EMAIL_FROM     the address that e-mail is written from; CONTACT_EMAIL when not set
HTTPS          0 only where the site is served without TLS (the demonstration on loopback)
TRUST_PROXY    1 behind a proxy that sets X-Forwarded-Proto and X-Real-IP itself
CTGOV_BASE_URL, CTIS_BASE_URL  where the registries are asked; set only to ask a stand-in for them
STATIC_FROM_SOURCE  1 to serve static files from the source tree, without collectstatic
PAGE_CACHE_BYTES  how many bytes of finished public pages each process keeps; 0 for none, as in development
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cartracker.registry_queries import QUERIES

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """The switch `name` of the environment; ImproperlyConfigured for anything but 0 and 1."""
    value = os.environ.get(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    """The number `name` of the environment; ImproperlyConfigured for anything else."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.")
    return int(value)


SECRET_KEY = os.environ.get("SECRET_KEY", "")
# Whoever gives a key means to serve others: DEBUG, forgotten, must not show them the insides.
DEBUG = flag("DEBUG", default=not SECRET_KEY)
HTTPS = flag("HTTPS", default=not DEBUG)
TRUST_PROXY = flag("TRUST_PROXY", default=False)
STATIC_FROM_SOURCE = flag("STATIC_FROM_SOURCE", default=DEBUG)
# In development a page would not show that its template was changed.
PAGE_CACHE_BYTES = number("PAGE_CACHE_BYTES", default=0 if DEBUG else 32 * 1024 * 1024)

# Development without a key is safe because it answers on loopback alone.
DEVELOPMENT_KEY = "development-only-key-that-never-leaves-this-machine-0123456789"
LOOPBACK = "localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = [host.strip() for host in (os.environ.get("ALLOWED_HOSTS") or LOOPBACK).split(",") if host.strip()]
if not SECRET_KEY:
    if not DEBUG or set(ALLOWED_HOSTS) - set(LOOPBACK.split(",")):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: give the environment a long random value before the site serves anyone "
            "(python -c 'import secrets; print(secrets.token_urlsafe(50))')."
        )
    SECRET_KEY = DEVELOPMENT_KEY

CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = number("EMAIL_PORT", default=587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
# Seconds: a server that does not answer must not keep the lock of the reminders.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or CONTACT_EMAIL
SITE_URL = os.environ.get("SITE_URL") or (f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://localhost:8000")
SITE_URL = SITE_URL.rstrip("/")
# Registries are told who asks. Without an address to write to, nothing is asked (manage.py fetch_registry).
REGISTRY_USER_AGENT = f"cartracker (+{SITE_URL}; mailto:{CONTACT_EMAIL})" if CONTACT_EMAIL else ""
CTGOV_BASE_URL = os.environ.get("CTGOV_BASE_URL", "https://clinicaltrials.gov")
CTIS_BASE_URL = os.environ.get("CTIS_BASE_URL", "https://euclinicaltrials.eu")
REGISTRY_QUERIES = QUERIES
ROOT_URLCONF = "cartracker.urls"
WSGI_APPLICATION = "cartracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "trials",
    "django_filters",
    "simple_history",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "trials.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of fields, which ours may stand before
]

# Headers stand above WhiteNoise, so that static files and errors carry them too. Above them stand only finished pages.
MIDDLEWARE = [
    "cartracker.page_cache.PageCache",
    "cartracker.middleware.security_headers",
    "cartracker.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cartracker.middleware.language_of_path",
    "cartracker.middleware.refuse_bad_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trials.views.context.page",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def database() -> dict[str, Any]:
    """The database of DATABASE_URL, with the options that keep acknowledged writes through a power cut."""
    default = BASE_DIR / "var" / "db.sqlite3"
    config: dict[str, Any] = dict(dj_database_url.config(default=f"sqlite:///{default}"))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        if config["NAME"] == str(default):
            default.parent.mkdir(exist_ok=True)
        config["ENGINE"] = "cartracker.sqlite"
        config["TEST"] = {"NAME": ":memory:"}  # pytest-django knows only Django's own engine to be so by itself
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA trusted_schema=OFF;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    # Opening one takes longer than most that is asked of it, on SQLite too.
    config["CONN_MAX_AGE"] = 60
    return config


DATABASES = {"default": database()}

# The first refuses whoever has failed too often, before a password is looked at.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "cartracker.signing_in.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Five tries per account and network, then half an hour's pause; a try during the pause does not prolong it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "cartracker.signing_in.lockout.ForgetfulHandler"
AXES_CLIENT_IP_CALLABLE = "cartracker.signing_in.lockout.network_of"
AXES_CLIENT_STR_CALLABLE = "cartracker.signing_in.lockout.client_in_log"
AXES_LOCKOUT_CALLABLE = "cartracker.signing_in.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Error reports of readers are counted by network, too.
NETWORK_OF = "cartracker.signing_in.lockout.network_of"

# Signing in by django-allauth: a name and a password and then a second factor, or a passkey. Nobody signs up.
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
ACCOUNT_ADAPTER = "cartracker.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "cartracker.signing_in.forms.SignInForm",
    "reauthenticate": "cartracker.signing_in.forms.PasswordAgainForm",
}
MFA_ADAPTER = "cartracker.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "CAR-T tracker"
MFA_TOTP_TOLERANCE = 1  # a code may be half a minute old: people type slowly
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "cartracker.signing_in.forms.CodeForm",
    "reauthenticate": "cartracker.signing_in.forms.CodeAgainForm",
    "activate_totp": "cartracker.signing_in.forms.NewAppForm",
    "add_webauthn": "cartracker.signing_in.forms.NewPasskeyForm",
    "authenticate_webauthn": "cartracker.signing_in.forms.PasskeyForm",
    "login_webauthn": "cartracker.signing_in.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "cartracker.signing_in.forms.PasskeyAgainForm",
}
# allauth would count in a cache of each process; django-axes counts in the database, for all of them.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# How long an invitation is good for.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60

SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "trials.views.errors.csrf_failure"

# The language that a person chose in the admin. Public pages have it in their address and know no cookie.
LANGUAGE_COOKIE_NAME = "admin_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_PATH = SESSION_COOKIE_PATH
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A study with its thirty nearest sites, its countries and many sources is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The default storage would set a cookie outside the admin.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
# Django's own words where they are missing in its nb and nn, or say another thing than we do.
LOCALE_PATHS = [BASE_DIR / "cartracker" / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Preloading binds the whole domain for years: that is for the owner of the domain to decide, not for this site.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Everything is refused but what the site itself serves. No `data:`, no inline, no nonce, no other host.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
        "upgrade-insecure-requests": HTTPS,
    },
}
# Django's admin needs its own scripts, and they do not know Trusted Types.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, Any] = {
    directive: value
    for directive, value in CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    if directive not in {"require-trusted-types-for", "trusted-types"}
} | {"script-src": [SELF], "connect-src": [SELF]}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
