"""What accounts does is told from here: accounts lies below and cannot call up."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.kit.languages import written_for
from karigar.notifications import actions
from karigar.notifications.texts import NoticeText, say
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_owner(event: "Event", *, now: dt.datetime) -> None:
    """Tell the account's owner what was changed there."""
    url = "/identity/" if event.name.startswith("identity.") else "/settings/security/"
    if event.name in {"account.limited", "account.suspended", "account.reinstated"}:
        url = "/settings/"
    person_id = int(event.data.get("person", event.subject_id))
    facts = {**event.data, "reason": event.reason, "at": event.at.isoformat()}
    key = f"{event.name}:{event.pk}:{person_id}"
    kind = event.name
    if kind in {"account.limited", "account.suspended"} and not event.data.get("until"):
        kind = f"{kind}.open"
    actions.notify(person_id=person_id, kind=kind, facts=facts, url=url, key=key, now=now)


def tell_of_address(event: "Event", *, now: dt.datetime) -> None:
    """Tell the owner, and write to the old address too: a thief would have changed it first."""
    tell_owner(event, now=now)
    person = accounts.person_any(event.subject_id)
    if event.data.get("from"):
        with written_for(person.language):
            title, sentence = say(event.name, {"at": event.at.isoformat()}, zone=person.timezone)
            actions.write_letter(to=event.data["from"], subject=title, body=f"{sentence}\n", kind=event.name, now=now)


def tell_team(event: "Event", *, now: dt.datetime) -> None:
    """Tell the company's managers that somebody joined."""
    name = accounts.person_any(event.data["person"]).name
    for member in accounts.members_any(event.subject_id, "manage"):
        if member.pk != event.data["person"]:
            facts = {"name": name, "company": event.data["name"]}
            key = f"{event.name}:{event.pk}:{member.pk}"
            actions.notify(person_id=member.pk, kind=event.name, facts=facts, url="/company/", key=key, now=now)


def write_invitation(event: "Event", *, now: dt.datetime) -> None:
    """Write to the invited address, in the language of the inviter: the reader's is not known yet."""
    invitation = accounts.invitation_any(event.data["invitation"])
    if invitation is None:
        return
    facts = {"name": invitation.invited_by.name, "company": invitation.company.name}
    url = f"{settings.SITE_URL}/team/{accounts.invitation_token(invitation)}/"
    with written_for(invitation.invited_by.language):
        lines = [
            gettext("%(name)s asks you to join the team of %(company)s.") % facts,
            gettext("Open this link within %(days)s days to accept: %(url)s")
            % {"url": url, "days": rulebook.value("team.invitation_days", at=now)},
            gettext("If you do not know them, do nothing: nothing happens then."),
        ]
        actions.write_letter(
            to=invitation.email,
            subject=gettext("Join the team of %(company)s") % facts,
            body="\n\n".join(lines) + "\n",
            kind=event.name,
            now=now,
        )


def tell_staff(event: "Event", *, now: dt.datetime) -> None:
    """Tell those who decide identity checks that one waits."""
    name = accounts.person_any(event.data["person"]).name
    for colleague in {person.pk for duty in ("support", "operator") for person in accounts.staff_any(duty)}:
        if colleague != event.data["person"]:
            key = f"{event.name}:{event.pk}:{colleague}"
            actions.notify(
                person_id=colleague, kind=event.name, facts={"name": name}, url="/staff/identities/", key=key, now=now
            )


_OWNER = (
    "account.password_changed", "account.password_reset", "account.address_changed", "account.new_device",
    "account.totp_activated", "account.totp_deactivated", "account.recovery_codes_generated",
    "account.webauthn_added", "account.webauthn_removed",
    "account.limited", "account.suspended", "account.reinstated", "account.closed",
    "identity.approved", "identity.needs_more", "identity.rejected", "identity.expired",
)  # fmt: skip


def tell_reporter(event: "Event", *, now: dt.datetime) -> None:
    """Who reported hears whether a rule was broken; what exactly followed is the business of the other side."""
    acted = event.data["outcome"] != "no_action"
    actions.notify(
        person_id=event.data["reporter"],
        kind="report.closed.acted" if acted else "report.closed.no_action",
        facts={},
        url="/rules/",
        key=f"report.closed:{event.subject_id}",
        now=now,
    )


FOLLOWS = {
    "report.closed": tell_reporter,
    **dict.fromkeys(_OWNER, tell_owner),
    "account.address_changed": tell_of_address,
    "company.joined": tell_team,
    "company.invited": write_invitation,
    "identity.submitted": tell_staff,
}

TEXTS = {
    "report.closed.acted": NoticeText(
        title=_("Your report was answered"),
        body=_("Thank you. A person of our staff looked at what you reported, saw that a rule was broken, and acted."),
        group="account",
        by_mail=False,
    ),
    "report.closed.no_action": NoticeText(
        title=_("Your report was answered"),
        body=_(
            "A person of our staff looked at what you reported and saw no broken rule. Your report was not in vain: "
            "if it happens again, report it again with what is new."
        ),
        group="account",
        by_mail=False,
    ),
    "account.password_changed": NoticeText(
        _("Your password was changed"),
        _("Your password was changed on %(at)s. If that was not you, reset it now and log out the other sessions."),
        "account",
    ),
    "account.password_reset": NoticeText(
        _("Your password was reset"),
        _("Your password was reset by a code on %(at)s. If that was not you, reset it again and check your mailbox."),
        "account",
    ),
    "account.address_changed": NoticeText(
        _("Your e-mail address was changed"),
        _("The e-mail address of your account was changed on %(at)s. If that was not you, write to support at once."),
        "account",
    ),
    "account.new_device": NoticeText(
        _("A log-in from a new browser"),
        _("Somebody logged in to your account on %(at)s with a browser we had not seen there: %(browser)s. If that was not you, change your password and log out the other sessions."),
        "account",
    ),
    "account.totp_activated": NoticeText(
        _("Codes from an app are on"),
        _("From %(at)s on, logging in needs a code from your authenticator app. Keep your recovery codes in a safe place."),
        "account",
    ),
    "account.totp_deactivated": NoticeText(
        _("Codes from an app are off"),
        _("Since %(at)s logging in needs no code from an app any more. If that was not you, change your password now."),
        "account",
    ),
    "account.recovery_codes_generated": NoticeText(
        _("New recovery codes were made"),
        _("New recovery codes were made on %(at)s; the old ones no longer work. If that was not you, change your password now."),
        "account",
    ),
    "account.webauthn_added": NoticeText(
        _("A passkey was added"),
        _("A passkey was added to your account on %(at)s. If that was not you, remove it and change your password."),
        "account",
    ),
    "account.webauthn_removed": NoticeText(
        _("A passkey was removed"),
        _("A passkey was removed from your account on %(at)s. If that was not you, change your password now."),
        "account",
    ),
    "account.limited": NoticeText(
        _("Your account is limited"),
        _("We have limited your account. Rule: %(rule)s. Reason: %(reason)s Until: %(until)s. You can read everything and withdraw your money. Running contracts go on. To appeal, write to support: a person who was not part of this answers within 72 hours."),
        "account",
    ),
    "account.suspended": NoticeText(
        _("Your account is suspended"),
        _("We have suspended your account. Rule: %(rule)s. Reason: %(reason)s Until: %(until)s. Earned money stays yours and you can withdraw it. To appeal, write to support: a person who was not part of this answers within 72 hours."),
        "account",
    ),
    "account.limited.open": NoticeText(
        _("Your account is limited"),
        _("We have limited your account. Rule: %(rule)s. Reason: %(reason)s It has no end date; it is lifted when the cause is gone. You can read everything and withdraw your money. Running contracts go on. To appeal, write to support: a person who was not part of this answers within 72 hours."),
        "account",
    ),
    "account.suspended.open": NoticeText(
        _("Your account is suspended"),
        _("We have suspended your account. Rule: %(rule)s. Reason: %(reason)s It has no end date; it is lifted when the cause is gone. Earned money stays yours and you can withdraw it. To appeal, write to support: a person who was not part of this answers within 72 hours."),
        "account",
    ),
    "account.reinstated": NoticeText(
        _("Your account works again"), _("Your account is no longer limited. You can do everything again."), "account"
    ),
    "account.closed": NoticeText(
        _("Your account is closed"),
        _("You closed your account on %(at)s. You can still log in to read your contracts, take a copy of your data and withdraw your money."),
        "account",
    ),
    "identity.approved": NoticeText(
        _("Your identity is confirmed"), _("We have checked your identity. You can now withdraw money and send offers."), "account"
    ),
    "identity.needs_more": NoticeText(
        _("Your identity check needs more"), _("We could not finish your identity check yet: %(reason)s"), "account"
    ),
    "identity.rejected": NoticeText(
        _("Your identity could not be confirmed"),
        _("We could not confirm your identity: %(reason)s You can send the form again or write to support."),
        "account",
    ),
    "identity.expired": NoticeText(
        _("Your identity check is out of date"),
        _("Identity checks hold for a limited time and yours is over. Please send the form again before your next withdrawal."),
        "account",
    ),
    "identity.submitted": NoticeText(
        _("An identity check waits"), _("%(name)s has asked for an identity check."), "staff", by_mail=False
    ),
    "company.joined": NoticeText(
        _("%(name)s joined your team"), _("%(name)s is now in the team of %(company)s."), "account"
    ),
}  # fmt: skip
