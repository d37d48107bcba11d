"""Reading the reference lists; every function takes a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.taxonomy.certificates import applies_to_category
from marketplace.taxonomy.models import (
    Category,
    Certificate,
    Channel,
    CraftVillage,
    Province,
    ReadinessPaper,
    Region,
    Unit,
    Ward,
)
from marketplace.text import fold, fold_key

MAX_WARDS = 400
MAX_VILLAGES = 200


@dataclass(frozen=True, kw_only=True)
class CategoryNode:
    """A category with what stands under it."""

    category: Category
    children: list[CategoryNode] = field(default_factory=list["CategoryNode"])


def _in_force(valid_until: InstrumentedAttribute[object]) -> ColumnElement[bool]:
    return or_(valid_until.is_(None), valid_until >= today())


def lineage(code: str) -> list[str]:
    """Return the codes from the root down to a category: ``a``, ``a.b``, ``a.b.c``."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def is_under(code: str, ancestor: str) -> bool:
    """Tell whether a category is another one or stands under it."""
    return code == ancestor or code.startswith(f"{ancestor}.")


def get_categories() -> Sequence[Category]:
    """Return all categories in force, in the order of the published list."""
    statement = select(Category).where(_in_force(Category.valid_until)).order_by(Category.position)
    return session.scalars(statement).all()


def get_category_tree() -> list[CategoryNode]:
    """Return the categories in force as a tree, roots first."""
    nodes = {category.code: CategoryNode(category=category) for category in get_categories()}
    roots: list[CategoryNode] = []
    for node in nodes.values():
        parent = nodes.get(node.category.parent_code or "")
        (parent.children if parent else roots).append(node)
    return roots


def find_category(code: str | None) -> Category | None:
    """Return a category, in force or not, or None."""
    return session.get(Category, code) if code else None


def get_category(code: str) -> Category:
    """Return a category, in force or not; raises ``NotFound``."""
    category = find_category(code)
    if category is None:
        raise NotFound("taxonomy.not_found")
    return category


def get_leaves(code: str) -> Sequence[Category]:
    """Return the leaves in force at or under a category."""
    statement = (
        select(Category)
        .where(
            Category.is_leaf,
            or_(Category.code == code, Category.code.startswith(f"{code}.", autoescape=True)),
            _in_force(Category.valid_until),
        )
        .order_by(Category.position)
    )
    return session.scalars(statement).all()


def get_lineage(code: str) -> Sequence[Category]:
    """Return the ancestors of a category from the root down, and the category itself."""
    rows = session.scalars(select(Category).where(Category.code.in_(lineage(code)))).all()
    return sorted(rows, key=lambda row: len(row.code))


def get_provinces(region: Region | None = None) -> Sequence[Province]:
    """Return the provinces in force (of a region), in the order of the alphabet."""
    statement = select(Province).where(_in_force(Province.valid_until))
    if region is not None:
        statement = statement.where(Province.region == region)
    return sorted(session.scalars(statement), key=lambda row: fold(row.name_short))


def get_province(code: str) -> Province:
    """Return a province; raises ``NotFound``."""
    province = session.get(Province, code)
    if province is None:
        raise NotFound("taxonomy.not_found")
    return province


def get_provinces_by_code() -> Mapping[str, Province]:
    """Return all provinces, past ones too, by code."""
    return {row.code: row for row in session.scalars(select(Province))}


def get_wards(province_code: str, *, starting: str = "") -> Sequence[Ward]:
    """Return the wards in force of a province by name, or those that begin as typed."""
    statement = select(Ward).where(Ward.province_code == province_code, _in_force(Ward.valid_until))
    key = fold_key(starting)
    if key:
        statement = statement.where(Ward.name_key.startswith(key, autoescape=True))
    return session.scalars(statement.order_by(Ward.name_key, Ward.code).limit(MAX_WARDS)).all()


def find_ward(code: str | None) -> Ward | None:
    """Return a ward, in force or not, or None."""
    return session.get(Ward, code) if code else None


def get_channels() -> Sequence[Channel]:
    """Return all channels in the order of the published list."""
    return session.scalars(select(Channel).order_by(Channel.position)).all()


def get_units() -> Sequence[Unit]:
    """Return all units in the order of the published list."""
    return session.scalars(select(Unit).order_by(Unit.position)).all()


def get_certificates(category_code: str | None = None) -> Sequence[Certificate]:
    """Return all certificates, or those that goods of a category can have."""
    rows = session.scalars(select(Certificate).order_by(Certificate.position)).all()
    if category_code is None:
        return rows
    return [row for row in rows if applies_to_category(row.applies_to, category_code)]


def get_papers(
    category_code: str | None = None, channel_codes: Sequence[str] | None = None
) -> Sequence[ReadinessPaper]:
    """Return the papers that apply to a category and that at least one of the channels asks for."""
    rows = session.scalars(select(ReadinessPaper).order_by(ReadinessPaper.position)).all()
    return [
        row
        for row in rows
        if (category_code is None or _concerns(row, category_code))
        and (channel_codes is None or set(channel_codes).intersection(row.asked_by))
    ]


def _concerns(paper: ReadinessPaper, category_code: str) -> bool:
    return any(code == "all" or is_under(category_code, code) for code in paper.applies_to_categories)


def get_craft_villages(province_code: str | None = None, category_code: str | None = None) -> Sequence[CraftVillage]:
    """Return craft villages and known areas, of a province and of the categories under one."""
    statement = select(CraftVillage)
    if province_code:
        statement = statement.where(CraftVillage.province_code == province_code)
    if category_code:
        under = CraftVillage.category_code.startswith(f"{category_code}.", autoescape=True)
        statement = statement.where(or_(CraftVillage.category_code == category_code, under))
    return session.scalars(statement.order_by(CraftVillage.name_vi, CraftVillage.id).limit(MAX_VILLAGES)).all()


def find_help_phone(province_code: str | None) -> str:
    """Return the help number of a province's office; empty where none was set."""
    if not province_code:
        return ""
    return session.scalar(select(Province.help_phone).where(Province.code == province_code)) or ""
