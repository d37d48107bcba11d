"""What can be done with users and organisations."""

from marketplace.accounts.actions.codes import issue_code, resend_code, sweep_codes
from marketplace.accounts.actions.contacts import change_contact, replace_contact
from marketplace.accounts.actions.erasure import erase_user, export_user
from marketplace.accounts.actions.inviting import (
    SentInvitation,
    accept_invitation,
    decline_invitation,
    invite_member,
    resend_invitation,
    sweep_invitations,
    withdraw_invitation,
)
from marketplace.accounts.actions.joining import CheckedSignUp, Confirmed, check_sign_up, confirm_code, sign_up
from marketplace.accounts.actions.keeping import drop_kept_forms, keep_form, sweep_kept_forms
from marketplace.accounts.actions.members import hand_over, leave_organisation, remove_member, set_member_role
from marketplace.accounts.actions.organisations import check_organisation, create_organisation, edit_organisation
from marketplace.accounts.actions.profile import change_language, change_name, change_password, end_sessions
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
    "SentInvitation",
    "SignInTry",
    "accept_invitation",
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
    "decline_invitation",
    "disable_user",
    "drop_kept_forms",
    "edit_organisation",
    "enable_user",
    "end_sessions",
    "erase_user",
    "export_user",
    "finish_sign_in",
    "hand_over",
    "invite_member",
    "is_right",
    "issue_code",
    "keep_form",
    "leave_organisation",
    "make_tap",
    "mark_tap_used",
    "may_set_password",
    "remove_member",
    "replace_contact",
    "request_recovery",
    "resend_code",
    "resend_invitation",
    "resume_organisation",
    "set_member_role",
    "set_new_password",
    "set_staff_role",
    "sign_up",
    "suspend_organisation",
    "sweep_codes",
    "sweep_invitations",
    "sweep_kept_forms",
    "sweep_taps",
    "unverify_organisation",
    "verify_organisation",
    "withdraw_invitation",
]
