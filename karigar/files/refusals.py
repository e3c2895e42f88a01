"""How files says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, TooLarge


class FileTooLarge(TooLarge):
    text = _("“%(name)s” is larger than %(limit)s MB, so it was not taken. Make it smaller, or share a part of it.")


class RequestTooLarge(TooLarge):
    text = _("What you sent is too large, so nothing was taken. Send fewer or smaller files at once.")


class TooManyFiles(Malformed):
    text = _("You chose %(count)s files, but at most %(most)s are taken at once. Please leave some out.")


class FileIsEmpty(Malformed):
    text = _("“%(name)s” is empty. Please check the file and choose it again.")


class FileTypeIsRefused(Malformed):
    text = _(
        "“%(name)s” is a program that could harm a computer, so it was not taken. Send its source code or an archive instead."
    )


class FileIsNotWhatItSays(Malformed):
    text = _("“%(name)s” is not what its name says it is, so it was not taken. Save it again in the right format.")


class NotAPicture(Malformed):
    text = _("“%(name)s” is not a picture that we can show. Please choose a JPEG, PNG or WebP picture.")


class PictureIsBroken(Malformed):
    text = _(
        "“%(name)s” cannot be opened as a picture: it is damaged or far too big. Save it again, smaller, and choose it again."
    )
