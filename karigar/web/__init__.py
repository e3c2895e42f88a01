"""The root: addresses, base page, design system, home, help and error pages.

It collects what the modules offer and decides nothing; nobody imports it.
"""
