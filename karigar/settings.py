"""Settings. Everything an operator may change comes from the environment; `docs/how-to/operate.md` lists it."""

import os
import pathlib
import secrets
import sys

from django.utils.csp import CSP
from psycopg.conninfo import conninfo_to_dict

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Beside the code in the repository; an installed copy keeps its data where it is called.
DATA = pathlib.Path(
    os.environ.get("KARIGAR_DATA") or (ROOT if (ROOT / "start.py").exists() else pathlib.Path.cwd()) / "var"
)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret() -> str:
    """Take the secret from the environment; a demonstration makes one and keeps it in its data folder."""
    if given := os.environ.get("KARIGAR_SECRET_KEY"):
        return given
    path = DATA / "secret.key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


# DEMO turns on what only a demonstration may have: play money, the page of caught mail, demo log-ins.
# It is on by itself only where nobody else can come: a site with https must ask for it.
SITE_URL = os.environ.get("KARIGAR_SITE_URL", "http://localhost:8000").rstrip("/")
DEMO = _flag("KARIGAR_DEMO", default=not SITE_URL.startswith("https://"))
DEBUG = _flag("KARIGAR_DEBUG", default=False)
TESTING = _flag("KARIGAR_TESTING", default=False)
SECRET_KEY = _secret()
SITE_NAME = os.environ.get("KARIGAR_SITE_NAME", "Karigar")
ALLOWED_HOSTS = os.environ.get("KARIGAR_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

# How many proxies of ours stand in front: only what they wrote of the caller's address is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("KARIGAR_PROXIES", "0"))
# The ways in that are open, in the order in which they are offered; play money and practice in a demonstration only.
PAYMENTS = os.environ.get("KARIGAR_PAYMENTS", "play,manual,dummy" if DEMO else "manual").split(",")

# The order of house.md, part 2, from the top. tests/test_architecture.py reads this list.
MODULES = [
    "web",
    "statements",
    "invoices",
    "matching",
    "reviews",
    "contracts",
    "proposals",
    "alerts",
    "jobs",
    "conversations",
    "profiles",
    "reconciliation",
    "payouts",
    "payins",
    "exchange",
    "connects",
    "proofs",
    "ledger",
    "notifications",
    "trust",
    "files",
    "skills",
    "accounts",
    "events",
    "rulebook",
    "kit",
]
INSTALLED_APPS = [
    *(f"karigar.{module}" for module in MODULES),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "karigar.kit.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "karigar.files.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "karigar.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "karigar.accounts.middleware.ReaderMiddleware",
    "karigar.kit.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "karigar.web.urls"
WSGI_APPLICATION = "karigar.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "karigar.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "karigar.kit.templatetags.karigar",
                "karigar.rulebook.templatetags.rulebook",
            ],
        },
    }
]
FORM_RENDERER = "karigar.kit.forms.Renderer"

# --- the database -------------------------------------------------------------------------------------------------
# The application connects as the role `karigar_app`, which cannot write ledger entries except through the ledger's
# own functions; migrations run as the owner (KARIGAR_DB_ROLE=owner, set by `karigar manage migrate`).
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DB_ROLE = os.environ.get("KARIGAR_DB_ROLE", "karigar_app")


def _database(url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url)
    options: dict[str, object] = {
        "server_side_binding": True,
        "prepare_threshold": 3,
        "options": "-c jit=off" + ("" if DB_ROLE == "owner" else f" -c role={DB_ROLE}"),
    }
    if not TESTING and DB_ROLE != "owner":
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    options |= {key: str(value) for key, value in parts.items() if key in {"sslmode", "sslrootcert"}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": str(parts.get("dbname") or "postgres"),
        "USER": str(parts.get("user") or ""),
        "PASSWORD": str(parts.get("password") or ""),
        "HOST": str(parts.get("host") or ""),
        "PORT": str(parts.get("port") or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
        "TEST": {"MIGRATE": False},
    }


DATABASES = {"default": _database(DATABASE_URL)}

# --- languages ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("bn", "বাংলা"), ("hi", "हिन्दी"), ("hi-latn", "Hindi (Latin)")]
# In the repository at its top, installed in the environment's share.
LOCALE = next(p for p in (ROOT / "locale", pathlib.Path(sys.prefix, "share/karigar/locale")) if p.exists())
LOCALE_PATHS = [LOCALE]
FORMAT_MODULE_PATH = ["karigar.kit.formats"]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

# --- security -----------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 86400
SESSION_COOKIE_NAME = "session"
SESSION_ENGINE = "karigar.accounts.sessions"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
CSRF_FAILURE_VIEW = "karigar.web.views.csrf_failed"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- people (allauth) ---------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "karigar.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "karigar.accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "karigar.accounts.forms.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_BY_CODE_ENABLED = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_REDIRECT_URL = "welcome"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail, files, cache, work -------------------------------------------------------------------------------------
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.locmem.EmailBackend"
        if TESTING
        else "django.core.mail.backends.smtp.EmailBackend",
        **(
            {}
            if TESTING
            else {
                "OPTIONS": {
                    "host": os.environ.get("KARIGAR_SMTP_HOST", "127.0.0.1"),
                    "port": int(os.environ.get("KARIGAR_SMTP_PORT", "8025")),
                    "username": os.environ.get("KARIGAR_SMTP_USER", ""),
                    "password": os.environ.get("KARIGAR_SMTP_PASSWORD", ""),
                    "use_tls": _flag("KARIGAR_SMTP_TLS", default=False),
                    "timeout": 15,
                }
            }
        ),
    }
}
DEFAULT_FROM_EMAIL = os.environ.get("KARIGAR_MAIL_FROM", f"{SITE_NAME} <no-reply@localhost>")
MEDIA_ROOT = DATA / "files"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
}
PROCRASTINATE_ON_APP_READY = None
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("KARIGAR_LOG", "WARNING")},
}

# LANG_INFO has no romanised Hindi; without an entry Django cannot name it nor fall back safely.
from django.conf.locale import LANG_INFO  # noqa: E402

LANG_INFO["hi-latn"] = {
    "bidi": False,
    "code": "hi-latn",
    "name": "Hindi (Latin)",
    "name_local": "Hindi (Latin)",
}
