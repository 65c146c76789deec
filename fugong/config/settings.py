"""Every setting, read from the environment once, failing loudly with a hint.

`FUGONG_HOME` (keys, files, the embedded database), `FUGONG_DATABASE_URL`, `FUGONG_HOSTS` (comma-separated host names,
default: any), `FUGONG_DEBUG`, `PORT`. `fugong doctor` says what is wrong and how to mend it.
"""

import os
from pathlib import Path

from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from fugong.config.databases import database_from
from fugong.core import keys
from fugong.core.logs import configure as configure_logs

BASE_DIR = Path(__file__).resolve().parents[1]
FUGONG_HOME = Path(os.environ.get("FUGONG_HOME", "var")).resolve()
DEBUG = os.environ.get("FUGONG_DEBUG", "") == "1"
DEMONSTRATION = (FUGONG_HOME / "demo.json").is_file()

try:
    SECRET_KEY = keys.read(FUGONG_HOME)["secret"]
except FileNotFoundError as missing:
    raise ImproperlyConfigured(
        f"no key file in {FUGONG_HOME}: run `fugong init` (or `fugong demo`), or set FUGONG_HOME"
    ) from missing

DATABASES = {"default": database_from(os.environ.get("FUGONG_DATABASE_URL", ""), FUGONG_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "directory.Account"

# Hosts are checked by the proxy in front where there is one; a factory's tablet may come by address or by name.
ALLOWED_HOSTS = [host for host in os.environ.get("FUGONG_HOSTS", "*").split(",") if host]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "fugong.core.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_tasks_db",
    "ninja",
    "fugong.core",
    "fugong.directory",
    "fugong.notices",
    "fugong.cases",
    "fugong.policies",
    "fugong.screening",
    "fugong.gates",
    "fugong.production",
    "fugong.casetypes",
    "fugong.resumption",
    "fugong.doors.public",
    "fugong.doors.phone",
    "fugong.doors.guard",
    "fugong.doors.desk",
    "fugong.doors.cases",
    "fugong.doors.bureau",
    "fugong.doors.policies",
    "fugong.doors.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fugong.core.web.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fugong.core.web.middleware.ActorMiddleware",
    "fugong.core.web.middleware.FaultMiddleware",
]

ROOT_URLCONF = "fugong.config.urls"
WSGI_APPLICATION = "fugong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "fugong.core.web.context.site",
            ],
        },
    },
]

# Sign-in by user name and password; accounts are made by an administrator, never by oneself.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fugong.directory.sign_in.ClosedAdapter"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = FUGONG_HOME / "static"
STATICFILES_DIRS = [("rules", BASE_DIR / "rules" / "js")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = FUGONG_HOME / "files"
# Above the proxy's own limit (serve/caddy.py), so that who sends too much gets an answer, not a cut connection.
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# One origin: everything a page needs is served by ourselves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

DJANGO_TABLES2_TEMPLATE = "fugong/table.html"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING_CONFIG = None
configure_logs(debug=DEBUG)
