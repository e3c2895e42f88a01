"""Invoices and fee receipts with gapless numbers, certificates of earnings, and their PDF and XML.

It writes down what the books already decided; it moves no money.
"""
