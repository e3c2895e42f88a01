#!/usr/bin/env python
"""Django's own commands; `karigar manage` is the same with a database started for you."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karigar.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
