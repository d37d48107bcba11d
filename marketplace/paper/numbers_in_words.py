"""Numbers read out in Vietnamese, as sums of money are written on papers beside the figures."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))
_BILLION = 10**9


def _unit(unit: int, tens: int) -> str:
    if unit == 1 and tens > 1:
        return "mốt"
    if unit == 5 and tens > 0:
        return "lăm"
    return _DIGITS[unit]


def _below_thousand(number: int, *, is_inside: bool) -> list[str]:
    """Read 1 to 999; inside a larger number an empty place is named, so that no digit is lost."""
    hundreds, tens, unit = number // 100, number // 10 % 10, number % 10
    words: list[str] = []
    if hundreds or is_inside:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif unit and words:
        words.append("linh")
    if unit:
        words.append(_unit(unit, tens))
    return words


def _read(number: int, *, is_inside: bool) -> list[str]:
    words: list[str] = []
    billions, rest = divmod(number, _BILLION)
    if billions:
        words += [*_read(billions, is_inside=is_inside), "tỷ"]
    for size, name in _GROUPS:
        group = rest // size % 1000
        if group:
            words += _below_thousand(group, is_inside=is_inside or bool(words))
            words += [name] if name else []
    return words


def in_words(number: int) -> str:
    """Return a whole number from 0 upwards in words: 1.005.021 is "một triệu không trăm linh năm nghìn ...".

    Raises ``ValueError`` for a negative one.
    """
    if number < 0:
        raise ValueError("only numbers from 0 upwards are read out")
    return " ".join(_read(number, is_inside=False)) or _DIGITS[0]


def dong_in_words(dong: int) -> str:
    """Return whole đồng in words as a sentence begins: "Hai mươi bốn triệu đồng"."""
    words = in_words(dong)
    return f"{words[0].upper()}{words[1:]} đồng"
