"""Currency exchange as an explicit quote that a person accepts.

It knows rates and their source; the ledger moves both currencies in one movement.
"""
