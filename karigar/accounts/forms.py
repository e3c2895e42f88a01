"""What people type about themselves."""

from django import forms


class SignUpForm(forms.Form):
    """Filled by accounts; allauth needs it to exist."""

    def signup(self, request: object, user: object) -> None:
        """Called by allauth after the person is made."""
