"""Statements of any period, and the same lines as files that other programs check.

It reads the books and changes nothing.
"""
