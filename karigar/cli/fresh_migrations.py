"""Say whether the models and the migrations agree, without a database."""

import os
import sys
import warnings


def main() -> int:
    """Answer 1 and show the missing migration when a model has changed without one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karigar.settings")
    # Django would like to ask the database whether its history is in order; there is none here.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "makemigrations", "--check", "--dry-run", "-v", "1"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
