"""The bundle: joined in order, hashed, compressed beside, small, and built safely by several processes at once."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from flask import Flask

from marketplace.config import Settings
from marketplace.web.assets import STATIC, Assets, build_assets, install_assets, minify_css, sheets


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("assets")


@pytest.fixture(scope="module")
def assets(target: Path) -> Assets:
    return build_assets(STATIC, target)


def test_tokens_come_first_then_base_and_layout_then_components_by_name() -> None:
    names = [path.name for path in sheets(STATIC / "css")]
    assert names[:3] == ["tokens.css", "base.css", "layout.css"]
    assert names[3:] == sorted(names[3:])


def test_everything_is_small(assets: Assets, target: Path) -> None:
    size = {name: (target / f"{name}.br").stat().st_size for name in (assets.css, assets.js)}
    assert size[assets.css] < 12_000
    assert size[assets.js] < 6_000
    assert (target / f"{assets.files['img/icons.svg']}.br").stat().st_size < 6_000


def test_compressed_forms_hold_the_same(assets: Assets, target: Path) -> None:
    for name in (assets.css, assets.js, assets.files["img/ui.svg"]):
        plain = (target / name).read_bytes()
        assert brotli.decompress((target / f"{name}.br").read_bytes()) == plain
        assert gzip.decompress((target / f"{name}.gz").read_bytes()) == plain


def test_pictures_in_the_style_sheet_are_the_hashed_ones(assets: Assets, target: Path) -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', (target / assets.css).read_text(encoding="utf-8")))
    assert named == {assets.files["img/woven.svg"]}


def test_building_again_changes_nothing(assets: Assets, target: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    assert build_assets(STATIC, target) == assets
    assert {path.name: path.stat().st_mtime_ns for path in target.iterdir()} == before


def test_several_may_build_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        built = list(pool.map(lambda _: build_assets(STATIC, tmp_path), range(8)))
    assert all(one == built[0] for one in built)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("a { color : red; }", "a{color :red}"),
        ("/* no */ a , b { margin: 0 auto }", "a,b{margin:0 auto}"),
        ('a::after { content: " ; { } /x "; }', 'a::after{content:" ; { } /x "}'),
        ("a { width: calc(1px + 2px) }", "a{width:calc(1px + 2px)}"),
        ("nav :focus { top: 0 }", "nav :focus{top:0}"),
        ("@media (min-width: 1px) and (color) { a { b: c } }", "@media (min-width:1px) and (color){a{b:c}}"),
        ("a { background: url(../x y.svg) }", "a{background:url(../x y.svg)}"),
    ],
)
def test_style_sheets_lose_only_what_means_nothing(written: str, short: str) -> None:
    assert minify_css(written) == short


def test_files_are_served_for_ever_and_compressed(settings: Settings) -> None:
    app = Flask("assets-test", static_folder=None)
    install_assets(app, settings)
    words = app.jinja_env.globals
    client = app.test_client()
    for url in (words["css_url"], words["js_url"], words["image_url"]("icons.svg")):
        answer = client.get(url, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()
    assert client.get("/static/no-such-file.css").status_code == 404


def test_colours_stand_in_the_tokens_only() -> None:
    colour = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(|gradient")
    others = [path for path in sheets(STATIC / "css") if path.name != "tokens.css"]
    assert [path.name for path in others if colour.search(path.read_text(encoding="utf-8"))] == []
