"""Loading the lists into the database."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import today
from marketplace.taxonomy.loading import Loaded, load_reference_lists
from marketplace.taxonomy.models import Category, Province, ReadinessPaper, Region, Unit, Ward

Db = scoped_session[Session]


def test_loading_again_changes_nothing(db: Db) -> None:
    assert set(load_reference_lists().values()) == {Loaded(added=0, changed=0, retired=0)}


def test_rows_are_as_in_the_files(db: Db) -> None:
    assert db.scalar(select(func.count()).select_from(Ward)) == 3321
    gram = db.get_one(Unit, "gram")
    assert gram.factor_to_base == Decimal("0.001")
    assert db.get_one(Unit, "hu").factor_to_base is None
    basket = db.get_one(Category, "craft.weaving.basket")
    assert (basket.parent_code, basket.is_leaf, basket.official_group) == ("craft.weaving", True, "crafts")
    assert not db.get_one(Category, "craft.weaving").is_leaf
    assert db.get_one(Province, "38").region is Region.NORTH


def test_what_differs_from_the_file_is_put_right(db: Db) -> None:
    paper = db.get_one(ReadinessPaper, "barcode")
    published = paper.name_vi
    paper.name_vi = "Sai"
    db.flush()
    assert load_reference_lists()["papers"] == Loaded(added=0, changed=1, retired=0)
    assert paper.name_vi == published


def test_what_staff_edited_stays(db: Db) -> None:
    province = db.get_one(Province, "42")
    province.region = Region.CENTRE
    province.help_phone = "0239 385 5555"
    province.edited_fields = ["help_phone", "region"]
    db.flush()
    assert load_reference_lists()["provinces"].changed == 0
    assert province.region is Region.CENTRE
    assert province.help_phone == "0239 385 5555"


def test_a_row_gone_from_the_file_is_kept_and_marked(db: Db) -> None:
    db.add(Ward(code="99999", province_code="01", name_vi="Cũ", kind="xã", name_key="cu", valid_until=None))
    db.flush()
    assert load_reference_lists()["wards"].retired == 1
    assert db.get_one(Ward, "99999").valid_until == today() - timedelta(days=1)
    assert load_reference_lists()["wards"].retired == 0


def test_a_row_that_comes_back_is_in_force_again(db: Db) -> None:
    ward = db.scalars(select(Ward).limit(1)).one()
    ward.valid_until = today() - timedelta(days=1)
    db.flush()
    load_reference_lists()
    assert ward.valid_until is None


def test_a_missing_row_is_added(db: Db) -> None:
    db.delete(db.get_one(ReadinessPaper, "barcode"))
    db.flush()
    assert load_reference_lists()["papers"] == Loaded(added=1, changed=0, retired=0)
    assert db.get_one(ReadinessPaper, "barcode").edited_fields == []
