"""The type of a file on its way in, as the edge hands it to an action."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

type Upload = UploadedFile[Any]  # read only by type checkers: the class takes no argument when it runs
