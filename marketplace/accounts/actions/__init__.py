"""What can be done with users and organisations."""

from marketplace.accounts.actions.codes import issue_code, resend_code, sweep_codes
from marketplace.accounts.actions.contacts import change_contact, replace_contact
from marketplace.accounts.actions.erasure import erase_user, export_user
from marketplace.accounts.actions.joining import CheckedSignUp, Confirmed, check_sign_up, confirm_code, sign_up
from marketplace.accounts.actions.organisations import check_organisation, create_organisation, edit_organisation
from marketplace.accounts.actions.profile import change_language, change_name, change_password
from marketplace.accounts.actions.recovering import may_set_password, request_recovery, set_new_password
from marketplace.accounts.actions.signing_in import SignInTry, begin_sign_in, finish_sign_in, is_right
from marketplace.accounts.actions.staff import create_staff, disable_user, enable_user, set_staff_role
from marketplace.accounts.actions.taps import make_tap, mark_tap_used, sweep_taps
from marketplace.accounts.actions.verification import (
    resume_organisation,
    suspend_organisation,
    unverify_organisation,
    verify_organisation,
)

__all__ = [
    "CheckedSignUp",
    "Confirmed",
    "SignInTry",
    "begin_sign_in",
    "change_contact",
    "change_language",
    "change_name",
    "change_password",
    "check_organisation",
    "check_sign_up",
    "confirm_code",
    "create_organisation",
    "create_staff",
    "disable_user",
    "edit_organisation",
    "enable_user",
    "erase_user",
    "export_user",
    "finish_sign_in",
    "is_right",
    "issue_code",
    "make_tap",
    "mark_tap_used",
    "may_set_password",
    "replace_contact",
    "request_recovery",
    "resend_code",
    "resume_organisation",
    "set_new_password",
    "set_staff_role",
    "sign_up",
    "suspend_organisation",
    "sweep_codes",
    "sweep_taps",
    "unverify_organisation",
    "verify_organisation",
]
