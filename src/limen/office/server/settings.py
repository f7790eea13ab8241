"""Django's settings. What can be set is listed in `environment.SETTINGS`; everything else is decided here."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from limen.office.records.sqlite import engine  # swaps in the current SQLite before Django sees the old one
from limen.office.server.environment import SettingError, read_settings

_settings = read_settings()

LIMEN_HOME: Path = (_settings["LIMEN_HOME"] or Path("var")).resolve()
LIMEN_NODE: str = _settings["LIMEN_NODE"] or "post-1"
LIMEN_MODE: str = _settings["LIMEN_MODE"] or "office"
LIMEN_DEMO: bool = LIMEN_MODE == "demo"
LIMEN_POLICIES: list[str] = _settings["LIMEN_POLICIES"] or []
LIMEN_LAWTEXT: str = _settings["LIMEN_LAWTEXT"] or ""
LIMEN_MFA: bool = (not LIMEN_DEMO) if _settings["LIMEN_MFA"] is None else _settings["LIMEN_MFA"]
LIMEN_FACES: bool = _settings["LIMEN_FACES"] is not False
LIMEN_SQLITE: str = engine.engine_version()


def _secret() -> str:
    given = _settings["LIMEN_SECRET"]
    if given is not None:
        if len(given) < 32:
            raise SettingError("LIMEN_SECRET is too short: give 32 characters at least")
        return str(given)
    path = LIMEN_HOME / "secret"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    LIMEN_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _databases() -> dict[str, dict[str, Any]]:
    given = _settings["LIMEN_DATABASE"] or {"scheme": "sqlite", "path": ""}
    if given["scheme"] == "postgresql":
        named = {key: value for key, value in given.items() if key != "scheme"}
        return {"default": {"ENGINE": "django.db.backends.postgresql", **named}}
    path = given["path"] or str(LIMEN_HOME / "limen.sqlite3")
    Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "default": {
            "ENGINE": "limen.office.records.sqlite",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                # FULL: a decision that was answered "recorded" survives a power cut
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }


def _own_languages(folder: Path) -> list[tuple[str, str]]:
    """The languages an office brings itself, by their codes: `LIMEN_HOME/locale/pt_BR/LC_MESSAGES/django.mo`."""
    codes = {found.parents[1].name.replace("_", "-").lower() for found in folder.glob("*/LC_MESSAGES/django.mo")}
    return [(code, code) for code in sorted(codes - {"en", "ar"}) if re.fullmatch("[a-z]{2,3}(-[a-z0-9]{2,8})*", code)]


SECRET_KEY = _secret()
DATABASES = _databases()
DEBUG = False
ALLOWED_HOSTS = _settings["LIMEN_HOSTS"] or ["127.0.0.1", "localhost"]
ROOT_URLCONF = "limen.office.server.urls"
WSGI_APPLICATION = "limen.office.server.wsgi.application"
AUTH_USER_MODEL = "records.Account"
INSTALLED_APPS = [
    "limen.office.records",
    "limen.office.console",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the second-factor pages use it
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "limen.office.server.privacy.unkept",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "limen.office.console.middleware.bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "limen.office.console.middleware.on_duty",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "csp.context_processors.nonce",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "limen.office.console.middleware.context",
            ],
        },
    }
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "limen.office.console.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_FORMS = {
    "add_webauthn": "limen.office.console.passkeys.AddKeyForm",
    "edit_webauthn": "limen.office.console.passkeys.EditKeyForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Rate limits must be shared by all workers, so the cache is the database's own table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limen_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 10 * 60 * 60  # a shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "limen.office.console.problems.csrf"
_https = bool(_settings["LIMEN_HTTPS"])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
# TLS ends at a proxy in front, which must set this header itself and drop what a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "serial", "usb")
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Outside bytes are bounded before anything reads them (see console.middleware.bounded).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LIMEN_MAX_UPLOAD = 64 * 1024 * 1024

STATIC_URL = "static/"
STATIC_ROOT = LIMEN_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# An office may bring a language of its own, or better words for one of these: its catalogues come first.
LOCALE_PATHS = [LIMEN_HOME / "locale"]
LANGUAGES = [("en", "English"), ("ar", "العربية"), *_own_languages(LIMEN_HOME / "locale")]
LANGUAGE_COOKIE_NAME = "limen_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = _https
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
