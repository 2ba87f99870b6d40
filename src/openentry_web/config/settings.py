"""Settings: one file for every place the service runs; what differs comes from the environment.

OPENENTRY_DEMO=1            a demonstration: accounts with known passwords, a synthetic pool, a clock that can be moved
OPENENTRY_SECRET_KEY        required unless it is a demonstration, which makes one and keeps it in ``var/``
OPENENTRY_HOSTS             the names it answers to, separated by commas
OPENENTRY_VAR               where the demonstration keeps its data (``./var``)
DATABASE_URL                postgresql://user:password@host:port/name; without it the embedded database
OPENENTRY_MAIL_URL          smtp://user:password@host:port; without it mails are kept as files in ``var/mail``
OPENENTRY_PARTNER_ISSUER    a sign-in partner by OpenID Connect, with OPENENTRY_PARTNER_ID, _SECRET and _NAME; it must let people
                            come back to https://HOST/en/account/oidc/partner/login/callback/ and to the same under /fr/
OPENENTRY_IDP_KEY           the private key (PEM) with which tokens of partners are signed
OPENENTRY_PROXIES           how many trusted proxies stand before it (0)
OPENENTRY_LAW               a directory laid over the built-in law
OPENENTRY_REPLY_DAYS        days to answer an officer's concern (30)
OPENENTRY_CONTACT           the mail address of those who run it, shown on the pages of help
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

import openentry_web.messages
from openentry.version import VERSION as LIBRARY_VERSION

openentry_web.messages.use()

ENV = os.environ
PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(ENV.get("OPENENTRY_VAR", "var")).resolve()
DEMO = ENV.get("OPENENTRY_DEMO") == "1"
DEBUG = False
VERSION = LIBRARY_VERSION
CONTACT = ENV.get("OPENENTRY_CONTACT", "")


def _kept_secret(name: str) -> str:
    """A secret of the demonstration, made once and kept where only its owner reads it."""
    path = VAR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


if "OPENENTRY_SECRET_KEY" in ENV:
    SECRET_KEY = ENV["OPENENTRY_SECRET_KEY"]
elif DEMO:
    SECRET_KEY = _kept_secret("secret-key")
else:
    raise SystemExit("Set OPENENTRY_SECRET_KEY to a long random text (or OPENENTRY_DEMO=1 for a demonstration).")

ALLOWED_HOSTS = [host for host in ENV.get("OPENENTRY_HOSTS", "").split(",") if host] or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_prometheus",
    "procrastinate.contrib.django",
    "openentry_web.accounts",  # before allauth, whose pages it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "openentry_web.ui",
    "openentry_web.audit",
    "openentry_web.notices",
    "openentry_web.follow",
    "openentry_web.profiles",
    "openentry_web.pool",
    "openentry_web.rounds",
    "openentry_web.partners",
    "openentry_web.integrity",
    "openentry_web.instruments",
    "openentry_web.invited",
    "openentry_web.mine",
    "openentry_web.public",
    "openentry_web.demo",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "openentry_web.audit.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "openentry_web.accounts.access.SignedInByDefault",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "openentry_web.config.urls"
WSGI_APPLICATION = "openentry_web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openentry_web.ui.context.everywhere",
            ],
            "builtins": ["openentry_web.ui.templatetags.ui"],
        },
    }
]

# --- database ---


def _database() -> dict[str, object]:
    # A thread has a connection of its own, so nobody waits for one but where the database is gone; a person is told soon.
    pool = {"min_size": 1, "max_size": 8, "timeout": 4}
    common = {"ENGINE": "django_prometheus.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    if "DATABASE_URL" in ENV:
        url = urlsplit(ENV["DATABASE_URL"])
        options = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
        return common | {
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", None) or url.hostname or "",
            "PORT": str(url.port or ""),
            "OPTIONS": {**options, "pool": pool},
        }
    from openentry_web.config.database import embedded

    socket = str(embedded(VAR).socket)
    return common | {"NAME": "openentry", "USER": "postgres", "HOST": socket, "OPTIONS": {"pool": pool}}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
# Rate limits are counted in it, by all processes together: it must not forget some because there are many.
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 1_000_000}  # type: ignore[assignment]

# --- language and time ---

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- people ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "openentry_web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "openentry_web.accounts.passwords.NotCommon"},
    {"NAME": "openentry_web.accounts.passwords.NotTheAddress", "OPTIONS": {"user_attributes": ["email"]}},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

_FORMS = {
    "account": {
        "login": "SignIn",
        "signup": "SignUp",
        "add_email": "NewAddress",
        "change_password": "ChangePassword",
        "set_password": "SetPassword",
        "reset_password": "ForgottenPassword",
        "reset_password_from_key": "ResetPassword",
        "reauthenticate": "ProveByPassword",
        "confirm_email_verification_code": "AddressCode",
        "confirm_password_reset_code": "ResetCode",
    },
    "mfa": {
        "authenticate": "AppCode",
        "reauthenticate": "ProveByApp",
        "activate_totp": "BeginApp",
        "add_webauthn": "AddPasskey",
        "signup_webauthn": "FirstPasskey",
        "edit_webauthn": "NamePasskey",
        "login_webauthn": "SignInByPasskey",
        "authenticate_webauthn": "StepByPasskey",
        "reauthenticate_webauthn": "ProveByPasskey",
    },
}
ACCOUNT_ADAPTER = "openentry_web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A validation code is one of ten thousand: nobody tries many for one profile number, whoever they are.
ACCOUNT_RATE_LIMITS = {"recovery": "10/m/ip,5/h/key", "profile_code": "10/h/key,20/d/key", "job_match": "60/m/key"}
ACCOUNT_FORMS = {name: f"openentry_web.accounts.forms.{form}" for name, form in _FORMS["account"].items()}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV.get("OPENENTRY_PROXIES", "0"))
MFA_ADAPTER = "openentry_web.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {name: f"openentry_web.accounts.forms.{form}" for name, form in _FORMS["mfa"].items()}
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "OpenEntry"
USERSESSIONS_TRACK_ACTIVITY = True
IDP_OIDC_ADAPTER = "openentry_web.accounts.adapter.IdentityAdapter"
IDP_OIDC_PRIVATE_KEY = ENV.get("OPENENTRY_IDP_KEY", "")
SOCIALACCOUNT_ADAPTER = "openentry_web.accounts.adapter.PartnerAdapter"
SOCIALACCOUNT_FORMS = {"signup": "openentry_web.accounts.forms.SignUpByPartner"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "partner",
                "name": ENV.get("OPENENTRY_PARTNER_NAME", "Sign-in partner"),
                "client_id": ENV.get("OPENENTRY_PARTNER_ID", ""),
                "secret": ENV.get("OPENENTRY_PARTNER_SECRET", ""),
                "settings": {"server_url": ENV["OPENENTRY_PARTNER_ISSUER"]},
            }
        ]
        if "OPENENTRY_PARTNER_ISSUER" in ENV
        else [],
    }
}

SESSION_COOKIE_AGE = 60 * 60 * 2
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- time to answer ---

#: Days to answer an officer's concern. The law read here names no period; procedural fairness asks for one that is stated.
INTEGRITY_REPLY_DAYS = int(ENV.get("OPENENTRY_REPLY_DAYS", "30"))

# --- what a browser may do ---

_SECURE = not DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True  # no script of ours reads it: the token stands in the forms
SECURE_SSL_REDIRECT = _SECURE
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "openentry_web.ui.views.csrf_failure"
_PARTNER = [ENV["OPENENTRY_PARTNER_ISSUER"].split("/identity")[0]] if "OPENENTRY_PARTNER_ISSUER" in ENV else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *_PARTNER],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- files, mail, logs ---

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise wants the folder, though files come from the packages
STATICFILES_DIRS = [PACKAGE / "ui" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DEFAULT_FROM_EMAIL = ENV.get("OPENENTRY_MAIL_FROM", "OpenEntry <no-reply@localhost>")
if "OPENENTRY_MAIL_URL" in ENV:
    _mail = urlsplit(ENV["OPENENTRY_MAIL_URL"])
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

LOGGING_CONFIG = "openentry_web.config.logs.configure"
LOGGING = {"service": "openentry"}  # not empty, or Django would not call it
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique whatever its capitals: a constraint over Lower("email")
PROMETHEUS_EXPORT_MIGRATIONS = False
