"""Who is asking: the signed-in user as an ``Actor``, the session behind it, and guards for views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.queries import find_session_user, get_actor
from marketplace.i18n import LANGUAGES, set_language
from marketplace.web import kept

P = ParamSpec("P")
R = TypeVar("R")

# where newcomers arrive: the first thing that they post or keep, the first time they write to somebody
BEGINNINGS = frozenset({"listing_forms.new", "demand_forms.new", "leads.new", "alerts.new", "quote_forms.new"})

login_manager = LoginManager()


class SignedIn:
    """What Flask-Login keeps of a user: an identity, and the epoch that a new password raises."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user_id: int, epoch: int) -> None:
        self.user_id = user_id
        self.epoch = epoch

    def get_id(self) -> str:
        """Return what is kept in the signed cookie."""
        return f"{self.user_id}:{self.epoch}"


@login_manager.user_loader
def load_user(identity: str) -> SignedIn | None:
    """Find the user of a cookie; a changed password, a disabled or an erased account ends the session."""
    user_id, _, epoch = identity.partition(":")
    if not (user_id.isdigit() and epoch.isdigit()):
        return None
    if not find_session_user(int(user_id), int(epoch)):
        return None
    return SignedIn(int(user_id), int(epoch))


def actor() -> Actor:
    """Return who is doing this, read once a request."""
    if "actor" not in g:
        user = current_user._get_current_object()  # the proxy is unwrapped here and nowhere else
        if isinstance(user, SignedIn):
            g.actor = get_actor(user.user_id, organisation_id=cookie.get("organisation_id"))
        else:
            g.actor = VISITOR
    return g.actor


def forget_actor() -> None:
    """Read the actor anew, after something about it has changed in this request."""
    g.pop("actor", None)


def start_session(user_id: int, epoch: int) -> None:
    """Sign a user in on this browser; what was in the cookie before is dropped, but for the language."""
    language = cookie.get("language")
    cookie.clear()
    if language:
        cookie["language"] = language
    login_user(SignedIn(user_id, epoch), remember=False)
    cookie.permanent = True
    kept.mark_forms(user_id)
    kept.drop_for_others(user_id)
    forget_actor()


def end_session() -> None:
    """Sign out on this browser."""
    logout_user()
    language = cookie.get("language")
    cookie.clear()
    if language:
        cookie["language"] = language
    forget_actor()


def is_safe_path(target: str | None) -> bool:
    """Tell whether a ``next`` parameter leads to a page of this site, and not elsewhere."""
    return (
        bool(target)
        and str(target).startswith("/")
        and not str(target).startswith(("//", "/\\"))
        and not any(c in str(target) for c in "\\\r\n\t")
    )


def next_path(default: str) -> str:
    """Return where to go after this, from the ``next`` parameter when it is a page of ours."""
    target = request.values.get("next")
    return str(target) if is_safe_path(target) else default


def page_left() -> str:
    """Return the page of this site on which a button was pressed, or the first one of the own pages."""
    came_from = urlsplit(request.referrer or "")
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.netloc == request.host and is_safe_path(path) else url_for("my.home")


def to_sign_in() -> Response:
    """Send a visitor to sign in, and back here afterwards; who begins something is likely new and signs up first.

    What somebody had typed whose session has ended is kept (``kept``).
    """
    if request.method == "POST" and (answer := kept.keep_sent_form()) is not None:
        return answer
    target = request.full_path.rstrip("?") if request.method == "GET" else page_left()
    page = "accounts.new" if request.endpoint in BEGINNINGS else "sessions.new"
    return redirect(url_for(page, next=target))


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Guard a view: visitors are sent to sign in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not actor().is_signed_in:
            return to_sign_in()
        return view(*args, **kwargs)

    guarded.guard = "signed_in"  # type: ignore[attr-defined]
    return guarded


def staff_only(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Guard a view: visitors are sent to sign in, others than staff are refused."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not actor().is_signed_in:
            return to_sign_in()
        if not actor().is_staff:
            abort(403)
        return view(*args, **kwargs)

    guarded.guard = "staff_only"  # type: ignore[attr-defined]
    return guarded


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as open to everybody; a test fails for a view that has no mark."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def choose_language() -> None:
    """Read in the language that was chosen, else the account's, else Vietnamese."""
    chosen = cookie.get("language")
    set_language(chosen if chosen in LANGUAGES else actor().language)


def install_access(app: Flask) -> None:
    """Connect sign-in to the application."""
    login_manager.init_app(app)
    app.before_request(choose_language)
