"""Settings from the environment, checked at start; every one has a safe default."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODES = ("demo", "serve", "test")
YES = {"1", "yes", "true", "on"}
NO = {"", "0", "no", "false", "off"}


class BadSetting(ValueError):
    """A setting in the environment cannot be used; the message names it and says what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs; read once at start."""

    mode: str
    var_dir: Path
    database_url: str
    secret_key: str
    host: str
    port: int
    public_url: str
    site_name: str
    # who runs this installation and answers for personal data; stands in the privacy notice and the terms
    operator_name: str
    help_phone: str
    # smtp://user:password@host:587 (smtps:// for TLS from the start); empty means that mail waits in the outbox
    smtp_url: str
    mail_from: str
    # adapter name: "console" prints, "none" lets staff hand out codes by phone
    sms_adapter: str
    zalo_adapter: str
    # staff look at an organisation's first posting before it is published
    approve_first_posting: bool
    # a reverse proxy in front sets X-Forwarded-*; otherwise those headers are ignored
    behind_proxy: bool
    rate_limit_storage: str
    log_json: bool

    @property
    def is_demo(self) -> bool:
        """Tell whether sample accounts and the outbox page are shown."""
        return self.mode == "demo"

    @property
    def shows_outbox(self) -> bool:
        """Tell whether anybody may read the outbox on a page; never in a real installation."""
        return self.mode in ("demo", "test")

    @property
    def index_dir(self) -> Path:
        """Directory of the search index."""
        return self.var_dir / "index"

    @property
    def files_dir(self) -> Path:
        """Directory of uploaded files."""
        return self.var_dir / "files"

    @property
    def assets_dir(self) -> Path:
        """Directory of the joined and compressed style sheet and scripts."""
        return self.var_dir / "assets"

    @property
    def https(self) -> bool:
        """Tell whether the public address is encrypted, so that cookies are marked secure."""
        return self.public_url.startswith("https://")


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    raw = env.get(name, "yes" if default else "no").strip().lower()
    if raw in YES:
        return True
    if raw in NO:
        return False
    raise BadSetting(f"{name} must be yes or no, not {raw!r}")


def _port(env: Mapping[str, str]) -> int:
    raw = env.get("PORT", "8000")
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise BadSetting(f"PORT must be a number from 1 to 65535, not {raw!r}")
    return int(raw)


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    raw = env.get(name, default).strip().lower()
    if raw not in allowed:
        raise BadSetting(f"{name} must be one of {', '.join(allowed)}, not {raw!r}")
    return raw


def stored_secret(var_dir: Path) -> str:
    """Return the installation's secret key, made once and readable by its owner only.

    Two processes that start together agree on one key: the file is linked into place, and the first wins.
    """
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        draft = var_dir / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises ``BadSetting`` with a sentence for the operator where a value cannot be used.
    """
    env = os.environ if env is None else env
    mode = _one_of(env, "MODE", "serve", MODES)
    var_dir = Path(env.get("VAR_DIR") or ROOT / "var").resolve()
    database = env.get("DATABASE_URL") or f"sqlite:///{var_dir / 'chapnoi.sqlite3'}"
    if database.startswith(("postgresql://", "postgres://")):
        database = "postgresql+psycopg://" + database.split("://", 1)[1]
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql://")
    port = _port(env)
    host = env.get("HOST", "127.0.0.1")
    return Settings(
        mode=mode,
        var_dir=var_dir,
        database_url=database,
        secret_key=env.get("SECRET_KEY") or stored_secret(var_dir),
        host=host,
        port=port,
        public_url=(env.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        site_name=env.get("SITE_NAME", "Chắp Nối"),
        operator_name=env.get("OPERATOR_NAME", ""),
        help_phone=env.get("HELP_PHONE", "1900 0000" if mode != "serve" else ""),
        smtp_url=env.get("SMTP_URL", ""),
        mail_from=env.get("MAIL_FROM", "chapnoi@localhost"),
        sms_adapter=_one_of(env, "SMS_ADAPTER", "none" if mode == "serve" else "console", ("none", "console")),
        zalo_adapter=_one_of(env, "ZALO_ADAPTER", "none", ("none", "console")),
        approve_first_posting=_flag(env, "APPROVE_FIRST_POSTING", False),
        behind_proxy=_flag(env, "BEHIND_PROXY", False),
        rate_limit_storage=env.get("RATE_LIMIT_STORAGE", "memory://"),
        log_json=_flag(env, "LOG_JSON", mode == "serve"),
    )
