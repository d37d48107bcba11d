"""Changes that staff make to the lists, and who may."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.audit.models import AuditEntry
from marketplace.errors import Invalid, NotFound, Refused
from marketplace.taxonomy.actions import edit_entry
from marketplace.taxonomy.fields import EDITABLE
from marketplace.taxonomy.labels import ENTRY_KINDS, FIELDS, MESSAGES
from marketplace.taxonomy.loading import load_reference_lists
from marketplace.taxonomy.models import Category, Province, ProvinceKind, ReadinessPaper, Region
from marketplace.taxonomy.policy import may_edit_entry

Db = scoped_session[Session]


class Role(enum.Enum):
    NONE = "none"
    PROVINCIAL = "provincial"
    MINISTRY = "ministry"
    SYSTEM = "system"


@dataclass(frozen=True)
class Person:
    staff_role: Role
    province_code: str | None = None
    user_id: int | None = 7

    def is_staff_for(self, province_code: str | None) -> bool:
        if self.staff_role in (Role.MINISTRY, Role.SYSTEM):
            return True
        return self.staff_role is Role.PROVINCIAL and province_code == self.province_code


MINISTRY = Person(Role.MINISTRY)
HA_TINH = Person(Role.PROVINCIAL, "42")


@pytest.mark.parametrize(
    ("by", "kind", "code", "fields", "allowed"),
    [
        (MINISTRY, "category", "craft", {"name_vi"}, True),
        (Person(Role.SYSTEM), "province", "42", {"region"}, True),
        (HA_TINH, "province", "42", {"help_phone"}, True),
        (HA_TINH, "province", "40", {"help_phone"}, False),
        (HA_TINH, "province", "42", {"help_phone", "region"}, False),
        (HA_TINH, "category", "craft", {"name_vi"}, False),
        (Person(Role.NONE), "province", "42", {"help_phone"}, False),
    ],
)
def test_who_may_edit(by: Person, kind: str, code: str, fields: set[str], allowed: bool) -> None:
    assert may_edit_entry(by, kind, code, frozenset(fields)) is allowed


def test_an_edit_is_kept_remembered_and_recorded(db: Db) -> None:
    edit_entry("province", "42", changes={"region": "centre", "help_phone": " 0239 385 5555 "}, by=MINISTRY)
    province = db.get_one(Province, "42")
    assert (province.region, province.help_phone) == (Region.CENTRE, "0239 385 5555")
    assert province.edited_fields == ["help_phone", "region"]
    entry = db.scalars(select(AuditEntry).where(AuditEntry.verb == "taxonomy.edit")).one()
    assert (entry.user_id, entry.thing_kind) == (7, "province")
    assert entry.detail == {
        "code": "42",
        "before": {"region": "north", "help_phone": ""},
        "after": {"region": "centre", "help_phone": "0239 385 5555"},
    }
    load_reference_lists()
    assert province.region is Region.CENTRE


def test_a_second_edit_remembers_both(db: Db) -> None:
    edit_entry("paper", "barcode", changes={"name_vi": "Mã vạch"}, by=MINISTRY)
    edit_entry("paper", "barcode", changes={"asked_by": "supermarket; mall"}, by=MINISTRY)
    paper = db.get_one(ReadinessPaper, "barcode")
    assert paper.asked_by == ["supermarket", "mall"]
    assert paper.edited_fields == ["asked_by", "name_vi"]


def test_an_edit_that_changes_nothing_leaves_no_trace(db: Db) -> None:
    name = db.get_one(Category, "craft").name_vi
    edit_entry("category", "craft", changes={"name_vi": f" {name} "}, by=MINISTRY)
    assert db.get_one(Category, "craft").edited_fields == []
    assert db.scalars(select(AuditEntry)).all() == []


def test_dates_and_kinds(db: Db) -> None:
    edit_entry("province", "22", changes={"kind": "province", "kind_from": ""}, by=MINISTRY)
    province = db.get_one(Province, "22")
    assert (province.kind, province.kind_from) == (ProvinceKind.PROVINCE, None)
    edit_entry("province", "22", changes={"kind": "city", "kind_from": "2026-09-01"}, by=MINISTRY)
    assert province.kind_from == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("kind", "code", "field", "value", "key"),
    [
        ("category", "craft", "name_vi", "  ", "taxonomy.required"),
        ("category", "craft", "name_vi", "a" * 201, "taxonomy.too_long"),
        ("category", "craft", "name_vi", 5, "taxonomy.text_expected"),
        ("category", "craft", "code", "x", "taxonomy.field_fixed"),
        ("category", "craft", "synonyms", "x", "taxonomy.field_fixed"),
        ("category", "craft", "typical_units", "kg;yard", "taxonomy.code_unknown"),
        ("category", "craft", "typical_units", [], "taxonomy.required"),
        ("category", "craft", "valid_until", "hôm nay", "taxonomy.date_unreadable"),
        ("province", "42", "region", "west", "taxonomy.choice_unknown"),
        ("province", "42", "help_phone", "gọi Lan", "taxonomy.phone_unreadable"),
        ("certificate", "ocop3", "typical_validity_months", "-3", "taxonomy.months_out_of_range"),
        ("certificate", "ocop3", "typical_validity_months", "6000", "taxonomy.months_out_of_range"),
        ("channel", "mall", "typical_discount_percent", "nhiều", "taxonomy.range_unreadable"),
        ("paper", "barcode", "applies_to_categories", "food", "taxonomy.code_unknown"),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    db: Db, kind: str, code: str, field: str, value: object, key: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        edit_entry(kind, code, changes={field: value}, by=MINISTRY)
    assert [(problem.field, problem.key) for problem in refusal.value.problems] == [(field, key)]
    assert key in MESSAGES


def test_all_bad_fields_are_named_and_nothing_is_changed(db: Db) -> None:
    before = db.get_one(Category, "craft").name_en
    with pytest.raises(Invalid) as refusal:
        edit_entry("category", "craft", changes={"name_en": "Crafts", "name_vi": "", "icon": "x"}, by=MINISTRY)
    assert {problem.field for problem in refusal.value.problems} == {"name_vi", "icon"}
    assert db.get_one(Category, "craft").name_en == before


def test_others_are_refused(db: Db) -> None:
    with pytest.raises(Refused):
        edit_entry("category", "craft", changes={"name_vi": "X"}, by=HA_TINH)
    edit_entry("province", "42", changes={"help_phone": "0239 385 5555"}, by=HA_TINH)


def test_unknown_entries_are_not_found(db: Db) -> None:
    for kind, code in (("category", "nothing"), ("nothing", "craft"), ("unit", "kg")):
        with pytest.raises(NotFound):
            edit_entry(kind, code, changes={"name_vi": "X"}, by=MINISTRY)


def test_everything_that_can_be_edited_has_words() -> None:
    assert set(EDITABLE) == set(ENTRY_KINDS)
    assert {field for kind in EDITABLE.values() for field in kind.fields} == set(FIELDS)
