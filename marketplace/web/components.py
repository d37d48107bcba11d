"""What the template components ask Python for: a form field as plain values, the problems of a form, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import Text

# drawn icon (a symbol of static/img/icons.svg) -> values of ``icon_hint`` in the list of categories that it stands for
ICONS: Mapping[str, str] = {
    "jar": "jar sauce", "pot": "pot boiler mortar", "bowl": "bowl jelly tofu food", "cup": "cup",
    "glass": "juice water", "vase": "vase glass brush", "basket": "basket chopsticks", "fish": "fish squid net",
    "tea": "tea", "coffee": "coffee cocoa", "rice": "rice harvest", "fruit": "fruit", "cake": "cake",
    "cookie": "cookie snack", "candy": "candy", "wine": "wine", "bottle": "bottle oil", "milk": "milk cosmetic",
    "can": "can plastic", "sack": "salt sugar flour feed", "chair": "chair sofa bed desk", "fabric": "fabric scarf",
    "shirt": "shirt sock", "shoe": "shoe", "hat": "hat", "lantern": "lantern lamp", "fan": "fan",
    "machine": "machine factory mill dryer pump mould", "gear": "gear motor metal foundry steel", "tractor": "tractor",
    "hammer": "hammer shovel", "knife": "knife", "paper": "paper", "painting": "painting", "statue": "statue altar",
    "incense": "incense", "soap": "soap", "honey": "honey", "nut": "nut", "bean": "bean", "herb": "herb root",
    "mushroom": "mushroom", "meat": "meat sausage", "egg": "egg nest", "noodle": "noodle", "leaf": "leaf",
    "box": "box package", "bag": "bag home", "mat": "mat rug comb", "wood": "wood", "stone": "stone concrete",
    "gem": "gem", "brick": "brick", "house": "house gate roof door farm", "ring": "ring", "bell": "bell",
    "drum": "drum lute", "shell": "shell", "coconut": "coconut", "chilli": "chilli pepper spice", "garlic": "garlic",
    "drop": "drop", "plant": "plant tree", "flower": "flower lotus", "fire": "fire", "bulb": "bulb sun",
    "chip": "chip", "plug": "plug wire", "snow": "snow", "toy": "toy hand", "broom": "broom", "pen": "pen",
    "spool": "spool needle", "boat": "boat", "wheel": "rubber", "seaweed": "seaweed",
}  # fmt: skip
_ICON_OF_HINT = {hint: icon for icon, hints in ICONS.items() for hint in hints.split()}

# the colour of a drawn placeholder, by what kind of goods it is; anything else is lacquer
_TINTS: Mapping[str, str] = {
    "bamboo": "basket rice leaf herb plant mushroom bean tea seaweed coconut noodle mat fan",
    "turmeric": "honey cookie cake fruit nut candy sack egg coffee lantern hat bell ring incense bulb wood",
    "indigo": "fabric shirt spool vase pot fish shell glass milk machine gear tractor chip plug snow boat drop soap",
}
_TINT_OF_ICON = {icon: tint for tint, icons in _TINTS.items() for icon in icons.split()}


def icon_for(hint: str | None) -> str:
    """Return the drawn icon for a category's ``icon_hint``; unknown hints get a box."""
    if hint in ICONS and hint not in _ICON_OF_HINT:
        return str(hint)
    return _ICON_OF_HINT.get(hint or "", "box")


def tint_for(icon: str) -> str:
    """Return the colour name of a placeholder."""
    return _TINT_OF_ICON.get(icon, "lacquer")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing to choose."""

    value: str
    label: Text
    is_chosen: bool
    hint: Text


Group = tuple[Text, tuple[Choice, ...]]


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """A field as a component shows it; ``groups`` are pairs of a heading (may be empty) and choices."""

    name: str
    id: str
    label: Text
    hint: Text
    value: str
    is_checked: bool
    errors: tuple[Text, ...]
    is_optional: bool
    max_length: int | None
    groups: tuple[Group, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the choices of all groups."""
        return tuple(choice for _heading, choices in self.groups for choice in choices)

    @property
    def described_by(self) -> str | None:
        """Return the ids of hint and error, for ``aria-describedby``."""
        ids = ([f"{self.id}-hint"] if self.hint else []) + ([f"{self.id}-error"] if self.errors else [])
        return " ".join(ids) or None

    @property
    def is_invalid(self) -> str | None:
        """Return what ``aria-invalid`` says."""
        return "true" if self.errors else None


def _plain_choices(choices: Any, chosen: set[str], hints: Mapping[str, Text]) -> Iterator[Group]:
    groups = choices.items() if isinstance(choices, Mapping) else [("", choices)]
    for heading, rows in groups:
        made = []
        for row in rows:
            value, label, *rest = row if isinstance(row, (tuple, list)) else (row, row)
            hint = rest[0] if rest and isinstance(rest[0], str) else hints.get(str(value), "")
            made.append(Choice(value=str(value), label=label, is_chosen=str(value) in chosen, hint=hint))
        if made:
            yield heading, tuple(made)


def _form_choices(field: Any, hints: Mapping[str, Text]) -> Iterator[Group]:
    groups = field.iter_groups() if field.has_groups() else [("", field.iter_choices())]
    for heading, rows in groups:
        made = [
            Choice(value=str(value), label=label, is_chosen=bool(chosen), hint=hints.get(str(value), ""))
            for value, label, chosen, *_rest in rows
        ]
        if made:
            yield heading or "", tuple(made)


def _strings(value: Any) -> set[str]:
    if value is None:
        return set()
    if is_list(value):
        return {str(item) for item in value}
    return {str(value)}


def _shown_value(field: Any) -> str:
    text = field._value() if hasattr(field, "_value") else field.data
    return text if isinstance(text, str) else "" if text is None or isinstance(text, bool) else str(text)


def _errors(found: Any) -> tuple[Text, ...]:
    return tuple(text for _path, text in _flat("", found))


def show_field(
    field: Any,
    *,
    label: Text | None = None,
    hint: Text | None = None,
    value: Any = None,
    errors: Any = None,
    choices: Any = None,
    hints: Mapping[str, Text] | None = None,
    id: str | None = None,
    optional: bool | None = None,
    max_length: int | None = None,
) -> ShownField:
    """Return a WTForms field, or a name with plain values, as a component shows it.

    ``choices`` are ``(value, label)`` or ``(value, label, hint)``, or a mapping of headings to such lists; they
    take the place of the form's own. ``hints`` maps values of choices to a second line.
    """
    hints = hints or {}
    if isinstance(field, str):
        groups = tuple(_plain_choices(choices or (), _strings(value), hints))
        return ShownField(
            name=field, id=id or field.replace("[", "-").replace("]", ""), label=label or "", hint=hint or "",
            value="" if value is None else str(value), is_checked=value is True, errors=_errors(errors or ()),
            is_optional=bool(optional), max_length=max_length, groups=groups,
        )  # fmt: skip
    if choices is not None:
        groups = tuple(_plain_choices(choices, _strings(field.data), hints))
    else:
        groups = tuple(_form_choices(field, hints)) if hasattr(field, "iter_choices") else ()
    longest = max_length or getattr(field.flags, "maxlength", None)
    return ShownField(
        name=field.name, id=id or field.id, label=field.label.text if label is None else label,
        hint=field.description if hint is None else hint, value=_shown_value(field) if value is None else str(value),
        is_checked=field.data is True, errors=_errors(field.errors if errors is None else errors),
        is_optional=bool(getattr(field.flags, "optional", False) if optional is None else optional),
        max_length=longest if isinstance(longest, int) and longest > 0 else None, groups=groups,
    )  # fmt: skip


def _flat(path: str, found: Any) -> Iterator[tuple[str, Text]]:
    """Walk nested errors (lists of forms inside forms) down to their sentences and the ids of their fields."""
    if isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _flat(f"{path}-{name}" if path and name is not None else str(name or path), inner)
    elif isinstance(found, (list, tuple)):
        for index, inner in enumerate(found):
            yield from _flat(f"{path}-{index}" if isinstance(inner, (Mapping, list)) else path, inner)
    elif found:
        yield path, found


def list_problems(form: Any) -> Sequence[tuple[str, Text]]:
    """Return what is wrong with a form as pairs of a field's id (empty for the whole form) and a sentence.

    Takes a WTForms form or such pairs themselves.
    """
    if not hasattr(form, "errors"):
        return list(form)
    return list(_flat("", form.errors))


def is_list(value: Any) -> bool:
    """Tell whether a value is several things (a sentence that is looked up late is one)."""
    return isinstance(value, (list, tuple, set, frozenset))


COMPONENT_WORDS: Mapping[str, Callable[..., Any]] = {
    "show_field": show_field,
    "list_problems": list_problems,
    "is_list": is_list,
    "icon_for": icon_for,
    "tint_for": tint_for,
}
