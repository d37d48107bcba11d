"""Rows of the reference lists. Codes are identities; ``edited_fields`` names what staff changed and a re-load keeps."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Key, enum_type


class Region(enum.Enum):
    """The three regions of the ministry's conferences."""

    NORTH = "north"
    CENTRE = "centre"
    SOUTH = "south"


class ProvinceKind(enum.Enum):
    """Province, or city directly under the central government."""

    PROVINCE = "province"
    CITY = "city"


class Category(Base):
    """One node of the product tree; the four roots are the official groups."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"), index=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    # crafts, processed, machinery or other
    official_group: Mapped[str] = mapped_column(String(32))
    synonyms: Mapped[list[str]]
    typical_units: Mapped[list[str]]
    icon: Mapped[str] = mapped_column(String(32))
    # order in the list as published
    position: Mapped[int]
    is_leaf: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    edited_fields: Mapped[list[str]] = mapped_column(default=list)


class Province(Base):
    """One of the 34 provincial units in force."""

    __tablename__ = "province"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_short: Mapped[str] = mapped_column(String(60))
    # the kind in force; before kind_from it was kind_before
    kind: Mapped[ProvinceKind] = mapped_column(enum_type(ProvinceKind, "kind"))
    kind_from: Mapped[date | None]
    kind_before: Mapped[ProvinceKind] = mapped_column(enum_type(ProvinceKind, "kind_before"))
    region: Mapped[Region] = mapped_column(enum_type(Region, "region"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    aliases: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text, default="")
    # the provincial office's number for people who need help, shown on every page
    help_phone: Mapped[str] = mapped_column(String(40), default="")
    edited_fields: Mapped[list[str]] = mapped_column(default=list)


class ProvincePredecessor(Base):
    """One of the 63 provinces before 1 July 2025, and the province that it is in now."""

    __tablename__ = "province_predecessor"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(60))
    name_full: Mapped[str] = mapped_column(String(100))
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"), index=True)
    aliases: Mapped[list[str]]
    earlier_region: Mapped[str] = mapped_column(String(60))
    valid_until: Mapped[date]


class MacroRegion(Base):
    """A name that people type for a part of the country, such as Miền Tây, and the provinces it means."""

    __tablename__ = "macro_region"

    alias: Mapped[str] = mapped_column(String(80), primary_key=True)
    macro_code: Mapped[str] = mapped_column(String(40), index=True)
    name_vi: Mapped[str] = mapped_column(String(80))
    province_codes: Mapped[list[str]]


class Ward(Base):
    """A commune, ward or special zone in force."""

    __tablename__ = "ward"
    __table_args__ = (Index("ix_ward_province_code_name_key", "province_code", "name_key"),)

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    name_vi: Mapped[str] = mapped_column(String(100))
    # xã, phường or đặc khu
    kind: Mapped[str] = mapped_column(String(16))
    # folded, for sorting and finding
    name_key: Mapped[str] = mapped_column(String(100))
    valid_until: Mapped[date | None]


class Certificate(Base):
    """A certificate; within a family a higher level satisfies a lower one."""

    __tablename__ = "certificate"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    family: Mapped[str] = mapped_column(String(40), index=True)
    level: Mapped[int | None]
    issuer_vi: Mapped[str] = mapped_column(String(300))
    issuer_en: Mapped[str] = mapped_column(String(300), default="")
    applies_to: Mapped[list[str]]
    typical_validity_months: Mapped[int | None]
    aliases: Mapped[list[str]]
    # codes of other families that it satisfies too
    also_satisfies: Mapped[list[str]]
    position: Mapped[int]
    edited_fields: Mapped[list[str]] = mapped_column(default=list)


class ReadinessPaper(Base):
    """A paper or condition that channels ask for, with plain advice on how to get it."""

    __tablename__ = "readiness_paper"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    # channel codes
    asked_by: Mapped[list[str]]
    # "all", or category codes, each covering everything under it
    applies_to_categories: Mapped[list[str]]
    how_to_get_vi: Mapped[str] = mapped_column(Text)
    how_to_get_en: Mapped[str] = mapped_column(Text, default="")
    typical_days: Mapped[str] = mapped_column(String(40))
    typical_cost_note: Mapped[str] = mapped_column(String(300))
    typical_cost_note_en: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    edited_fields: Mapped[list[str]] = mapped_column(default=list)


class Channel(Base):
    """A way that goods reach buyers, and what it usually asks of a producer."""

    __tablename__ = "channel"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    # traditional, modern, horeca, export, online ... as in the list
    kind: Mapped[str] = mapped_column(String(32))
    # codes of readiness papers
    typical_requirements: Mapped[list[str]]
    typical_discount_percent: Mapped[str] = mapped_column(String(20))
    typical_payment_days: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    edited_fields: Mapped[list[str]] = mapped_column(default=list)


class Unit(Base):
    """A unit of measure; ``factor_to_base`` leads to kg, litre, metre, m2 or piece."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    # the canonical text that quantities are stored with
    symbol: Mapped[str] = mapped_column(String(32))
    aliases: Mapped[list[str]]
    # mass, volume, length, area, count or pack
    kind: Mapped[str] = mapped_column(String(16))
    # None where the content of a pack is not fixed
    factor_to_base: Mapped[Decimal | None]
    note: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]


class CraftVillage(Base):
    """A craft village, or an area known for a product (``is_area``)."""

    __tablename__ = "craft_village"

    id: Mapped[Key]
    # made of name and earlier province, so that a re-load finds the row again
    code: Mapped[str] = mapped_column(String(160), unique=True)
    name_vi: Mapped[str] = mapped_column(String(160))
    # as named before 1 July 2025
    place_then: Mapped[str] = mapped_column(String(200))
    province_then: Mapped[str] = mapped_column(String(60))
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"), index=True)
    craft: Mapped[str] = mapped_column(String(160))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    products: Mapped[list[str]]
    known_since: Mapped[str] = mapped_column(String(160))
    is_area: Mapped[bool]
    place_check: Mapped[str] = mapped_column(String(20))
