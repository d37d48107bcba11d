"""Vietnamese tax codes: of organisations (10 or 13 digits) and of persons (12 digits)."""

from __future__ import annotations

import re
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

_SEPARATORS = re.compile(r"[\s.\-]+")

# First three digits of the personal number: the province of birth, as the 63 provinces were numbered.
# Source: decree 137/2015/NĐ-CP and circular 59/2021/TT-BCA.
_BIRTH_PROVINCE_CODES = """
001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042
044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087
089 091 092 093 094 095 096
"""
_BIRTH_PROVINCES = frozenset(_BIRTH_PROVINCE_CODES.split())
_OLDEST = 120


def parse_tax_code(raw: str, *, today: date) -> str | None:
    """Return a tax code as it is stored (``0314409058``, ``0314409058-002`` or 12 digits), or None if it is none."""
    digits = _SEPARATORS.sub("", raw)
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == 12:
        return digits if _is_personal_number(digits, today) else None
    if len(digits) not in (10, 13):
        return None
    try:
        mst.validate(digits)
    except ValidationError:
        return None
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"


def _is_personal_number(digits: str, today: date) -> bool:
    """Check province, century and year of birth, which is all that the structure tells."""
    century = 1900 + 100 * (int(digits[3]) // 2)
    born = century + int(digits[4:6])
    return digits[:3] in _BIRTH_PROVINCES and today.year - _OLDEST <= born <= today.year


def is_personal(tax_code: str | None) -> bool:
    """Tell whether a stored tax code is the owner's personal number, which is never shown to others."""
    return tax_code is not None and len(tax_code) == 12 and tax_code.isdigit()


def masked(tax_code: str | None) -> str:
    """Return what may be shown of a tax code: all of an organisation's, three digits of a person's."""
    if tax_code is None:
        return ""
    return f"•••••••••{tax_code[-3:]}" if is_personal(tax_code) else tax_code


def public_tax_code(tax_code: str | None) -> str | None:
    """Return a tax code for everybody to see, or None where there is none or it is a person's."""
    return None if is_personal(tax_code) else tax_code
