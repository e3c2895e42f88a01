"""Where allauth meets our accounts: it runs the flows of logging in, we keep the person, the journal and the letters."""

import logging
import re
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import actions, queries, refusals
from karigar.accounts.models import Person
from karigar.accounts.states import AccountStatus
from karigar.kit import clock, languages, limits, vault

log = logging.getLogger(__name__)
DEVICE_COOKIE = "device"
# allauth's names of letters about security, and ours for the journal; the others carry the same name.
_RENAMED = {"email_changed": "address_changed", "password_set": "password_changed"}


def browser_name(agent: str) -> str:
    """Name a browser and its system so that its owner recognises it."""
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    name = next((name for sign, name in names.items() if sign in agent), agent.split("/", maxsplit=1)[0][:30] or "?")
    system = re.search(r"Android|iPhone|iPad|Windows|Mac OS|Linux", agent)
    return f"{name}, {system.group()}" if system else name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Rules of our own inside allauth's flows."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Nothing is said about which."),
        "incorrect_code": _("This code is not right. Look at the newest letter, or ask for a new code."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("We do not know this way to log in. Write your e-mail address."),
        "too_many_login_attempts": _("Too many attempts in a short while. Please wait a few minutes and try again."),
        "rate_limited": _("You did this many times in a short while. Please wait a little and try again."),
        "enter_current_password": _("Please write your present password."),
        "email_taken": _("There is already an account with this e-mail address. Log in, or reset the password."),
        "duplicate_email": _("This address belongs to your account already."),
        "same_as_current": _("The new one must differ from the present one."),
        "max_email_addresses": _("You cannot have more than %d addresses."),
        "unverified_primary_email": _("Please confirm your address first."),
        "cannot_remove_primary_email": _("This is the address of your account. Choose another one first."),
    }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Person:  # noqa: ARG002
        """Make the person by our own action; allauth adds its row of the address afterwards."""
        now = clock.now()
        limits.take(f"signup:{self.get_client_ip(request)}", times=60, seconds=3600, now=now)
        data = form.cleaned_data
        return actions.register(
            email=data["email"],
            password=data.get("password1") or None,
            name=data["name"],
            language=languages.current(),
            timezone=data.get("timezone") or "UTC",
            with_address=False,
            now=now,
        )

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Mark the address as confirmed, in allauth's table and in ours."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            actions.confirm_address(queries.person_any(email_address.user_id), now=clock.now())
        return confirmed

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Answer too many attempts with 429, also when the last one is right; other mistakes stay beside the form."""
        if code == "too_many_login_attempts":
            raise refusals.TooManyAttempts
        error: ValidationError = super().validation_error(code, *args)
        return error

    def set_password(self, user: Person, password: str) -> None:
        """Write the new password."""
        actions.set_password(user, password=password, now=clock.now())

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Put on the hat worn last, and tell the owner of a browser that was never seen with this account."""
        now = clock.now()
        if user.status == AccountStatus.REGISTERED:  # confirmed on the way, by a code for log-in or for the password
            actions.confirm_address(user, now=now)
        request.session["hat"] = queries.last_hat_of(user).packed()
        response = cast("HttpResponse", super().post_login(request, user, **kwargs))
        known = (request.get_signed_cookie(DEVICE_COOKIE, default="", salt=DEVICE_COOKIE) or "").split(".")
        if str(user.pk) not in known:
            if not kwargs.get("signup"):
                browser = browser_name(self.get_http_user_agent(request))
                actions.note_security(user, what="new_device", browser=browser, now=now)
            response.set_signed_cookie(
                DEVICE_COOKIE,
                ".".join([str(user.pk), *known][:10]).strip("."),
                salt=DEVICE_COOKIE,
                max_age=2 * 365 * 86400,
                httponly=True,
                samesite="Lax",
                secure=settings.HTTPS,
            )
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter with a code at once and keep no copy: a code in a table is a code that can be stolen.

        It is written in the language of the account, else of the page. No transaction is open here.
        """
        limits.take(f"letter:{email.lower()}", times=12, seconds=3600, now=clock.now())
        person = context.get("user")
        language = person.language if isinstance(person, Person) else languages.current()
        with languages.written_for(language):
            facts = {"request": allauth_context.request, "email": email, "site_name": settings.SITE_NAME, **context}
            letter = self.render_mail(template_prefix, email, facts)
        try:
            letter.send()
        except OSError as error:  # all of SMTP's own errors are OSErrors
            log.error("a letter with a code could not be sent: %s", error)  # noqa: TRY400
            raise refusals.MailIsAway from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,  # noqa: ARG002
    ) -> None:
        """Put a change of the log-in into the journal: notices are told from there."""
        name = template_prefix.rpartition("/")[2]
        facts = {"from": (context or {})["from_email"]} if name == "email_changed" and context else {}
        actions.note_security(queries.person_any(user.pk), what=_RENAMED.get(name, name), now=clock.now(), **facts)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors. Their secrets lie encrypted in the table."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Codes change every half minute: take the one that is shown now."),
        "unverified_email": _("Confirm your e-mail address first, then add a second factor."),
    }

    def encrypt(self, text: str) -> str:
        """Seal the secret of a second factor."""
        return vault.seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Open the secret of a second factor."""
        return vault.unseal(encrypted_text)["secret"]
