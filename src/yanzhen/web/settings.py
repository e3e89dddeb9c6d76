"""Django's settings, made from the site's options. Nothing secret stands here, and DEBUG is never needed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from yanzhen.web.keys import key
from yanzhen.web.options import read_options

OPTIONS = read_options()
HERE = Path(__file__).parent

DEBUG = False
SECRET_KEY = key(OPTIONS.data, "secret")
JOURNAL_SEAL = key(OPTIONS.data, "journal")
ALLOWED_HOSTS = OPTIONS.hosts
ROOT_URLCONF = "yanzhen.web.urls"
WSGI_APPLICATION = "yanzhen.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

ROOMS = [
    "yanzhen.web.frame",
    "yanzhen.web.journal",
    "yanzhen.web.working",
    "yanzhen.web.people",
    "yanzhen.web.records",
    "yanzhen.web.intake",
    "yanzhen.web.today",
]
"""The applications of this project, lowest first; the rail, the day's tasks and the search ask each of them."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "django_q",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yanzhen.web.frame.middleware.language_asked",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yanzhen.web.frame.middleware.private_pages",
    "yanzhen.web.people.middleware.who_asks",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yanzhen.web.frame.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "yanzhen.web.frame.templatetags.parts",
            ],
        },
    }
]

DATABASES = {"default": OPTIONS.database()}

# Who may come in.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "yanzhen.web.people.passwords.MixedValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "today:day"
LOGOUT_REDIRECT_URL = "people:sign-in"
AXES_FAILURE_LIMIT = OPTIONS.failures
AXES_COOLOFF_TIME = timedelta(minutes=OPTIONS.lock_minutes)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "yanzhen.web.people.views.signing.locked_out"
AXES_IPWARE_PROXY_COUNT = OPTIONS.proxies or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if OPTIONS.proxies else ["REMOTE_ADDR"]

if OPTIONS.oidc_client:
    INSTALLED_APPS += ["mozilla_django_oidc"]
    AUTHENTICATION_BACKENDS += ["yanzhen.web.people.oidc.CityBackend"]
    OIDC_RP_CLIENT_ID = OPTIONS.oidc_client
    OIDC_RP_CLIENT_SECRET = OPTIONS.oidc_secret
    OIDC_OP_AUTHORIZATION_ENDPOINT = OPTIONS.oidc_authorize
    OIDC_OP_TOKEN_ENDPOINT = OPTIONS.oidc_token
    OIDC_OP_USER_ENDPOINT = OPTIONS.oidc_user
    OIDC_OP_JWKS_ENDPOINT = OPTIONS.oidc_keys
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_CREATE_USER = False

SESSION_COOKIE_AGE = OPTIONS.idle_minutes * 60
SESSION_COOKIE_NAME = "yanzhen"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "yanzhen.web.frame.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in OPTIONS.hosts] if OPTIONS.https else []

# What a browser may load and do: this address only, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = OPTIONS.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.https else None
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.https else 0

# Chinese first.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

# Scripts from npm and our own, served from here; the address carries a digest of them all, so they may be kept for ever.
STATICFILES_DIRS = [
    (name, str(folder))
    for name, folder in (
        ("htmx", OPTIONS.scripts / "htmx.org" / "dist"),
        ("echarts", OPTIONS.scripts / "echarts" / "dist"),
    )
    if folder.is_dir()
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
SERVED = [
    *sorted(HERE.glob("*/static/**/*.*")),
    *(path for _name, folder in STATICFILES_DIRS for path in sorted(Path(folder).glob("*.min.js"))),
]
STATIC_URL = f"/static/{hashlib.sha256(b''.join(path.read_bytes() for path in SERVED)).hexdigest()[:12]}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False


def always(_path: str, _url: str) -> bool:
    """A file served here never changes under its address."""
    return True


WHITENOISE_IMMUTABLE_FILE_TEST = always

Q_CLUSTER = {
    "name": "yanzhen",
    "orm": "default",
    "workers": 1,
    "timeout": 3_600,
    "retry": 3_700,
    "max_attempts": 3,
    "poll": 1,
    "catch_up": False,
    "save_limit": 1_000,
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": "WARNING"},
}
