"""How accounts says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow, TooOften


class AccountIsLimited(NotNow):
    status = 403
    text = _("Your account is limited: %(reason)s You can read everything and withdraw your money, and you can appeal.")


class RoleMayNot(NotAllowed):
    text = _("Your role in this company does not permit this. Ask its owner or an admin.")


class IdentityIsMissing(NotNow):
    text = _("Please confirm your identity first. It is needed once, before the first withdrawal and the first offer.")


class AccountIsClosed(NotNow):
    status = 403
    text = _(
        "This account is closed. You can read, export your data and withdraw your money, but nothing new can begin here."
    )


class AddressIsTaken(NotNow):
    field = "email"
    text = _("There is already an account with this e-mail address. Log in, or reset the password.")


class HandleIsTaken(NotNow):
    field = "handle"
    text = _("Somebody else has the name @%(handle)s. Please choose another one.")


class HandleIsNotOne(Malformed):
    field = "handle"
    text = _(
        "A public name has 3 to 30 letters a-z, digits or hyphens, and cannot be a word that the site needs itself."
    )


class UnknownZone(Malformed):
    field = "timezone"
    text = _("We do not know this time zone. Please choose one from the list.")


class IdentityIsWaiting(NotNow):
    text = _("Your identity check is already with us. We will tell you as soon as it is decided.")


class NotYourOwn(NotAllowed):
    text = _("You cannot decide about your own account. Another member of staff must do it.")


class OnlyOperators(NotAllowed):
    text = _("Only an operator of the site may do this.")


class ReasonIsMissing(Malformed):
    field = "reason"
    text = _("Please write a reason. It is kept in the journal.")


class LastOwnerStays(NotNow):
    text = _("A company needs an owner. Make somebody else owner first.")


class OnlyOwners(NotAllowed):
    text = _("Only an owner of the company may make or change owners.")


class AlreadyInTheTeam(NotNow):
    field = "email"
    text = _("%(name)s is already in this team. You can change the role in the list.")


class InvitationIsUsed(NotNow):
    text = _("This invitation was used already or was withdrawn. Ask the company for a new one.")


class InvitationIsForAnother(NotAllowed):
    text = _("This invitation was sent to another e-mail address than yours. Log in with that address.")


class NotOnVacation(NotNow):
    text = _("You are not on vacation.")


class NothingToLift(NotNow):
    text = _("This account is neither limited nor suspended, so there is nothing to lift.")


class OnlyStaff(NotAllowed):
    text = _("This is only for the staff of the site.")


class AuditorsChangeNothing(NotAllowed):
    text = _("An auditor reads everything and changes nothing. Ask a colleague with the right duty.")


class MailIsAway(NotNow):
    status = 503
    text = _("We could not send the letter just now. Nothing else went wrong. Please try again in a few minutes.")


class TooManyAttempts(TooOften):
    text = _("Too many attempts in a short while. Please wait a few minutes and try again.")
