"""What a person sends to buy Connects."""

from django import forms

from karigar.kit.forms import Form, Whole


class PackForm(Form):
    price = Whole(min_value=1, widget=forms.HiddenInput)  # what the page showed, in minor units
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
