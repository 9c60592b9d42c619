"""A page's form is sent as its markup says."""

from __future__ import annotations

from bench.console_forms import form_with

PAGE = """
<form method="post" action="/find"><input type="hidden" name="csrf" value="t&amp;k"><input name="name">
<select name="base"><option value="">all</option><option value="b" selected>b</option></select>
<select name="kind"><option value="person">p</option><option value="ship">s</option></select>
<input type="checkbox" name="list" value="un-sc"><input type="checkbox" name="list" value="own:guests" checked>
<textarea name="more">a
b</textarea><input type="file" name="file"><button name="as" value="csv">CSV</button></form>
<form><input type="search" name="q" value="old"></form>
"""


def test_a_form_sends_what_a_browser_would() -> None:
    form = form_with(PAGE, ["name", "base"])
    assert form is not None
    assert (form.method, form.action) == ("post", "/find")
    assert form.filled({"name": "Ilva"}) == [
        *[("csrf", "t&k"), ("base", "b"), ("kind", "person"), ("list", "own:guests"), ("more", "a\nb")],
        ("name", "Ilva"),
    ]


def test_a_form_is_found_by_its_fields() -> None:
    form = form_with(PAGE, ["q"])
    assert form is not None
    assert (form.method, form.action, form.filled({"q": "new"})) == ("get", "", [("q", "new")])
    assert form_with(PAGE, ["q", "name"]) is None
