"""Names of accounts: `owner/role`. The chart in the database refuses a name that it does not draw."""


def person_(person: int, role: str) -> str:
    """Return the account of a person."""
    return f"person:{person}/{role}"


def company_(company: int, role: str) -> str:
    """Return the account of a client's company."""
    return f"company:{company}/{role}"


def milestone_(milestone: int) -> str:
    """Return the escrow of a milestone; at balance 0 the milestone is finished."""
    return f"milestone:{milestone}/escrow"


def bank_of(bank: str) -> str:
    """Return the platform's own bank account of a name."""
    return f"bank:{bank}/operating"


def source_of(provider: str) -> str:
    """Return where a provider's money is: the trust bank for transfers by hand, else what the provider collects."""
    return "bank:trust/trust" if provider == "manual" else f"provider:{provider}/clearing"
