"""Settings: the only module that reads the environment. Defaults are safe for production."""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from ivi_training.local import addresses, production

django_stubs_ext.monkeypatch()  # lets ModelForm[...] and ModelAdmin[...] be written in code

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- what runs where ---------------------------------------------------------------------------

DEBUG = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY",
    # A fixed key only where nothing is at stake; production refuses to start without its own.
    default=production.DEVELOPMENT_KEY if DEBUG else environ.Env.NOTSET,
)
# name:key, the newest first; what is sealed (passports, links in mails) opens with these alone.
ENCRYPTION_KEYS = env.list(
    "ENCRYPTION_KEYS",
    default=[f"{production.DEVELOPMENT_SEAL_NAME}:{production.DEVELOPMENT_SEAL}"]
    if DEBUG
    else environ.Env.NOTSET,
)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
if refused := production.refusal(
    is_debug=DEBUG, site_url=SITE_URL, secret_key=SECRET_KEY, encryption_keys=ENCRYPTION_KEYS
):
    raise ImproperlyConfigured(refused)
# What each installation has to answer for itself; the rest may stay as it is.
LEFT_TO_DEVELOPMENT = [
    name
    for name in (
        "ALLOWED_HOSTS", "DATABASE_URL", "DEFAULT_FROM_EMAIL", "EMAIL_URL", "MEDIA_ROOT",
        "REDIS_URL", "SITE_URL", "STATIC_ROOT",
    )
    if not env.ENVIRON.get(name)
]  # fmt: skip
# Under which reference the operator reports to the IATI registry, where it is registered.
IATI_ORGANISATION = env.str("IATI_ORGANISATION", default="XX-UNREGISTERED")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

DATABASES = {"default": env.db_url("DATABASE_URL", default=addresses.DATABASE_URL)}
# Who owns the tables and changes them: migrate, grant_rights and sync_roles sign in so. The same
# database; where nobody is named, the application owns what it should only use.
_OWNER = env.db_url(
    "DATABASE_OWNER_URL", default=env.str("DATABASE_URL", default=addresses.DATABASE_OWNER_URL)
)
for _each in (DATABASES["default"], _OWNER):
    # environ keeps a socket's directory among the options; Django and its tools look in HOST.
    _each["HOST"] = _each.get("OPTIONS", {}).pop("host", "") or _each["HOST"]
# Said once: a command that changes tables signs in as the owner meanwhile.
DATABASE_APPLICATION_ROLE = DATABASES["default"]["USER"]
DATABASE_OWNER = {part: _OWNER[part] for part in ("USER", "PASSWORD", "HOST", "PORT")}
# Who reads everything and writes nothing: reports and copies.
DATABASE_READER_ROLE = env.str("DATABASE_READER_ROLE", default=addresses.DATABASE_READER)
DATABASES["default"]["ENGINE"] = "ivi_training.database"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A database that is away is an answer too, and /healthz owes one.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# A transaction pooler in front of PostgreSQL cannot keep a cursor between two transactions.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_IS_POOLED", default=False)

REDIS_URL = env.str("REDIS_URL", default=addresses.REDIS_URL)

# --- apps --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "ivi_training",
    "courses",
    "grants",
    "trainees",
    "ivi_training.apps.ProgramAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ivi_training.health.middleware.health_first",
    "ivi_training.health.middleware.note_arrival",
    "ivi_training.health.middleware.refuse_unreadable",
    "ivi_training.health.middleware.one_wait_for_files",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ivi_training.health.middleware.account_language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ivi_training.accounts.middleware.end_old_sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ivi_training.accounts.middleware.SecondFactorMiddleware",
    "ivi_training.health.middleware.no_store",
    "ivi_training.health.middleware.RoleHistoryMiddleware",
    "ivi_training.health.middleware.RuleBrokenMiddleware",
]

ROOT_URLCONF = "ivi_training.urls"
# No header says below which path we are: addresses begin at the root.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "ivi_training.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATE_ROOT = BASE_DIR / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATE_ROOT],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ],
            "builtins": ["django.templatetags.i18n", "ivi_training.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "ivi_training.pages.forms.rendering.Renderer"

# --- accounts ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "ivi_training.User"
AUTHENTICATION_BACKENDS = ["ivi_training.accounts.authentication.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "trainees:workplace"
LOGOUT_REDIRECT_URL = "courses:home"
ACCOUNT_ADAPTER = "ivi_training.outbox.account_mails.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one counts once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the address changes for who knows the password only
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tell people when their password or address changes
# The rest as allauth ships it; ours are of links that open without an account, of names that are
# suggested while somebody types, and of the check on the page of a call.
ACCOUNT_RATE_LIMITS = {
    # Many people share one address of a network; a browser and a mailbox belong to one.
    "signup": "1000/h/ip",
    "signup_address": "5/h/key",
    "signup_browser": "10/h/key",
    "personal_link": "60/h/ip",
    "suggestions": "120/m/user",
    "self_check": "60/m/ip",
}
ACCOUNT_FORMS = {"signup": "ivi_training.accounts.forms.sign_up.SignUpForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "ivi_training.outbox.account_mails.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "IVI Training"
MFA_FORMS = {
    "add_webauthn": "ivi_training.accounts.forms.passkeys.AddForm",
    "edit_webauthn": "ivi_training.accounts.forms.passkeys.NameForm",
    "login_webauthn": "ivi_training.accounts.forms.passkeys.SignInForm",
    "authenticate_webauthn": "ivi_training.accounts.forms.passkeys.SecondFactorForm",
    "reauthenticate_webauthn": "ivi_training.accounts.forms.passkeys.ReauthenticationForm",
}

# --- languages and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
FORMAT_MODULE_PATH = ["ivi_training.pages.formats"]
COUNTRIES_OVERRIDE = {
    # Not in ISO 3166-1, but in the World Bank's list and a place that people come from.
    "XK": {"names": [_("Kosovo")], "alpha3": "XKX"},
}

# --- files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(addresses.LOCAL / "static"))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist" / "css"),
    ("vendor/chart.js", BASE_DIR / "node_modules" / "chart.js" / "dist"),
]
_FONTS = BASE_DIR / "node_modules" / "@expo-google-fonts"
DOCUMENT_FONTS = [_FONTS / "noto-sans", _FONTS / "nanum-gothic"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(addresses.LOCAL / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
# Whatever reads a stranger's bytes does so in a process of its own, within these limits. Bytes,
# seconds, and numbers of what a file holds.
PARSING = {
    "wall_seconds": 2,  # a page waits no longer, for all its files together
    "cpu_seconds": 2,
    "memory": 640 * 1024 * 1024,
    "output": 32 * 1024 * 1024,
    "open_files": 32,
    "at_once": env.int("PARSERS_AT_ONCE", default=2),  # in each process of the server
    "pixels": 50_000_000,
    "drawn_pixels": 24_000_000,  # a larger JPEG is kept at half its width and height
    "scans": 50,
    "pages": 200,
    "objects": 50_000,
    "stream": 64 * 1024 * 1024,
    "unpacked": 60 * 1024 * 1024,
    "parts": 1_000,
    "sheets": 50,
    "rows": 2_000,
    "columns": 200,
    "cells": 200_000,
}
# What one application, one account, and one expenditure may keep.
APPLICATION_MAX_BYTES = 60 * 1024 * 1024
ACCOUNT_MAX_BYTES = 200 * 1024 * 1024
EXPENDITURE_MAX_BYTES = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- mail and background work ------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default=addresses.EMAIL_URL))
EMAIL_TIMEOUT = 20  # seconds; the answer after the text gets more (ivi_training/outbox/smtp.py)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="IVI Training <training@example.org>")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default="")  # where answers go; empty: to the sender
# A sender that has not reported after this long counts as dead. Longer than any conversation takes.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
MAIL_CATCHER = DEBUG and "EMAIL_URL" not in env.ENVIRON

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_PUBLISH_RETRY = False  # a nudge that cannot be sent is dropped; the sweep comes anyway
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "ivi_training.health.schedules:SteadyScheduler"
# Mail has a queue of its own: a mail server that answers slowly had kept a call from opening. A
# worker that names no queue takes both.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue("celery"), Queue("mail")]
CELERY_TASK_ROUTES = {"ivi_training.deliver_queued_mail": {"queue": "mail"}}

# --- security ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # papers beside the sheet of a review
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
IS_HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, where there is no HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_ENGINE = "ivi_training.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Seconds without a page, and altogether, after which one signs in again.
SESSION_SECONDS = (SESSION_COOKIE_AGE, 2 * SESSION_COOKIE_AGE)
SESSION_SECONDS_STAFF = (3600, 12 * 3600)

# --- look and storage of small things ----------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CACHE_TABLE = "cache"
CACHES = {
    # In PostgreSQL, so that losing Redis does not lift the limits on login attempts.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": CACHE_TABLE,
        # A full table drops entries unseen: who tries many addresses would drop their own count.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # A damaged upload is told to whoever uploaded it.
        "pikepdf._core": {"level": "ERROR"},
        # Which key opened which account is nobody's business who reads logs.
        "fido2.server": {"level": "WARNING"},
    },
}
