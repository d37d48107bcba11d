"""Passwords: which are good enough, and how they are kept (argon2id)."""

from __future__ import annotations

import re
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.accounts.contacts import Contact
from marketplace.text import fold, nfc

MIN_LENGTH = 8
MAX_LENGTH = 200

_COMMON_WORDS = """
12345678 123456789 1234567890 0123456789 87654321 987654321 0987654321 11223344 1122334455 112233445566
123123123 12341234 123456123456 12345679 123454321 147258369 159357258 password password1 password123 passw0rd
qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx q1w2e3r4 asdfghjkl zxcvbnm123 iloveyou iloveyou1 abc12345 abcd1234
abc123456 abcdefgh aa123456 a1234567 a12345678 admin123 admin1234 administrator welcome1 welcome123 letmein123
matkhau1 matkhau12 matkhau123 matkhaumoi matkhaucuatoi matkhaukho khongbiet khongcomatkhau khongcogi anhyeuem
anhyeuem123 emyeuanh emyeuanh123 yeuemnhieu yeuanhnhieu toiyeuem toiyeuvietnam maiyeuem maimaiyeuem yeuemmaimai
nhoemnhieu vietnam1 vietnam123 vietnam2026 vietnam2025 vietnamvodich hanoi123 saigon123 hochiminh chaomung
chaomung1 xinchao123 giadinh123 congviec123 banhang123 nongdan123 chapnoi1 chapnoi123 chapnoicungcau 68686868
79797979 39393939 66668888 86868686 19001900 01010101 10101010 12121212 20202020 21212121 25251325
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def hasher_for(mode: str) -> PasswordHasher:
    """Return how this installation hashes: about 40 ms and 32 MB each, next to nothing in tests."""
    if mode == "test":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def password_problem(password: str, *, contact: Contact | None) -> str | None:
    """Return the error key of what is wrong with a new password, or None."""
    if len(password) < MIN_LENGTH:
        return "accounts.password_short"
    if len(password) > MAX_LENGTH:
        return "accounts.password_long"
    bare = re.sub(r"\s", "", fold(password))
    if bare in _COMMON or len(set(bare)) <= 2:
        return "accounts.password_common"
    if contact is not None and _same_as_contact(bare, contact):
        return "accounts.password_is_contact"
    return None


def _same_as_contact(bare: str, contact: Contact) -> bool:
    if contact.kind == "email":
        return bare in (contact.value, contact.value.partition("@")[0])
    digits = re.sub(r"\D", "", bare)
    return bare.lstrip("+").isdigit() and digits.removeprefix("84").lstrip("0") == contact.value.removeprefix("+84")


def hash_password(password: str, *, hasher: PasswordHasher) -> str:
    """Return the hash to keep; the same letters typed on another keyboard give the same password."""
    return hasher.hash(nfc(password))


def is_password(password: str, password_hash: str | None, *, hasher: PasswordHasher) -> bool:
    """Tell whether a password is the one kept; takes as long where none is kept (``password_hash`` None)."""
    try:
        right = hasher.verify(password_hash or _nobodys_hash(hasher), nfc(password[: MAX_LENGTH + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(password_hash)


@lru_cache(maxsize=4)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def needs_rehash(password_hash: str, *, hasher: PasswordHasher) -> bool:
    """Tell whether a hash was made with older parameters than those in use."""
    return hasher.check_needs_rehash(password_hash)
