"""``comity registry``: what people and machines are told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from comity.cli.main import run
from comity.storage.database import Database

Told = tuple[int, str, str]
Comity = Callable[..., Told]
PROMISED = ("NATO", "EU", "COE", "AU", "ECOWAS", "ASEAN", "OIC", "LAS", "SCO", "OAS", "INTERPOL", "FATF", "GCTF", "COALITION-DAESH", "FVEY")


@pytest.fixture
def comity(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Comity:
    """Run a command line in an empty folder with a home of its own: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))

    def command(*arguments: str) -> Told:
        code = run(("registry", *arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return command


def as_json(comity: Comity, *arguments: str) -> Any:
    code, out, _ = comity(*arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_an_answer_for_one_party_has_the_fields_that_programs_rely_on(comity: Comity) -> None:
    found = as_json(comity, "in-force", "ROME-1998", "HU", "--on", "2026-06-03")
    assert {"in_force", "since", "until", "as_of", "confidence", "stale", "proof", "limits"} <= set(found)
    assert (found["in_force"], found["until"]) == (False, "2026-06-02")
    assert {event["event"] for event in found["proof"]} >= {"consent", "withdrawal_notified"}


def test_a_pair_and_an_article(comity: Comity) -> None:
    found = as_json(comity, "in-force", "ETS-24", "FR", "GB", "--article", "16", "--on", "2024-01-01")
    assert found["in_force"] is True
    assert found["since"] == "1991-05-14"


def test_people_are_told_the_date_of_what_is_stale(comity: Comity) -> None:
    code, out, err = comity("in-force", "FINANCING-1999", "Kenya", "--on", "2026-11-22")
    assert code == 0
    assert "in force for Kenya" in out
    assert "as of 2014-05, stale" in out
    assert "Warning" in err
    assert "2014-05" in err


@pytest.mark.parametrize("said", ["KE", "ke", "KEN", "Kenya", "Kenia", "肯尼亚", "كينيا", "Кения"])
def test_parties_are_named_in_many_ways(comity: Comity, said: str) -> None:
    assert as_json(comity, "in-force", "FINANCING-1999", said, "--on", "2020-01-01")["in_force"] is True


def test_bases_are_ranked_with_reasons(comity: Comity) -> None:
    found = as_json(comity, "basis", "FR", "KE", "--for", "extradition", "--on", "2026-11-22")
    assert [one["instrument"] for one in found]
    for one in found:
        assert one["why"]
        assert one["standing"]["as_of"] or one["standing"]["in_force"] is None
        assert one["standing"]["applies"] != "not"
    code, out, err = comity("basis", "FR", "DE", "--for", "data-exchange")
    assert code == 0
    assert "France – Germany" in out
    assert "found" in err


def test_members_are_a_list_that_programs_can_read(comity: Comity) -> None:
    found = as_json(comity, "members", "NATO", "--on", "2024-03-08")
    assert len(found) == 32
    assert {"iso2", "name", "kind", "since", "source"} <= set(found[0])
    assert {"iso2": "SE", "since": "2024-03-07", "kind": "member"}.items() <= next(one for one in found if one["iso2"] == "SE").items()
    code, out, err = comity("members", "FVEY")
    assert (code, len(out.splitlines())) == (0, 5)
    assert "complete" in err


def test_every_body_that_was_promised_is_there(comity: Comity) -> None:
    for body in PROMISED:
        assert as_json(comity, "members", body), body


def test_obligations_of_a_state(comity: Comity) -> None:
    found = as_json(comity, "obligations", "KE")
    assert {one["state"] for one in found} == {"bound", "not_taken_on", "unknown"}
    code, out, err = comity("obligations", "KE", "--missing")
    assert code == 0
    assert "not taken on" in out
    assert "  bound  " not in out
    assert "Kenya" in err


def test_gaps_as_a_matrix_in_three_forms(comity: Comity) -> None:
    found = as_json(comity, "gaps", "ECOWAS", "--on", "2025-02-01")
    assert len(found["rows"]) == 12
    assert found["rows"][0]["cells"].keys() == {one["id"] for one in found["instruments"]}
    _, out, _ = comity("gaps", "ECOWAS", "--csv", "--on", "2025-02-01")
    rows = list(csv.reader(io.StringIO(out)))
    assert len(rows) == 13
    assert rows[0][:2] == ["iso2", "name"]
    code, out, err = comity("gaps", "ECOWAS", "--instrument", "FINANCING-1999")
    assert code == 0
    assert "Financing" in out
    assert "stale" in err


def test_changes_since_a_day(comity: Comity) -> None:
    found = as_json(comity, "changes", "--since", "2025-01-01")
    days = [f"{one['on'].rpartition('/')[2]}-99-99"[:10] for one in found]  # a month or a year counts by its last day
    assert days == sorted(days)
    assert any(one["instrument"] == "ROME-1998" and one["party"] == "HUN" for one in found)
    only = as_json(comity, "changes", "--since", "2025-01-01", "--of", "ECOWAS", "--party", "Mali")
    assert {(one["instrument"], one["party"]) for one in only} == {("ECOWAS", "MLI")}


@pytest.mark.parametrize("name", ["FINANCING-1999", "financing-1999", "NATO", "Kenya"])
def test_everything_known_of_one_thing(comity: Comity, name: str) -> None:
    assert as_json(comity, "show", name)["id"]
    code, out, _ = comity("show", name)
    assert code == 0
    assert out


def test_search_finds_by_words(comity: Comity) -> None:
    assert "FINANCING-1999" in {one["id"] for one in as_json(comity, "search", "financing", "terrorism")}
    for said in ("Deutschland", "ドイツ", "allemagne", "DEU"):
        assert "DEU" in {one["id"] for one in as_json(comity, "search", said)}, said
    code, out, err = comity("search", "surely-nothing-has-this-name")
    assert (code, out) == (0, "")
    assert "0 matches" in err


def test_status_says_from_when_everything_is(comity: Comity) -> None:
    found = as_json(comity, "status")
    assert {"id", "as_of", "stale", "complete", "expected", "conflicts"} <= set(found[0])
    code, out, err = comity("status")
    assert code == 0
    assert "STALE" in out
    assert "stale" in err


def test_the_limit_of_what_is_stale_is_the_nodes(comity: Comity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_REGISTRY_STALE_DAYS", "36500")
    assert as_json(comity, "in-force", "FINANCING-1999", "KE")["stale"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("in-force", "NOTHING-1900", "FR"), "no instrument"),
        (("in-force", "NATO", "FR"), "is a body"),
        (("in-force", "ROME-1998", "Freedonia"), "Freedonia"),
        (("in-force", "ROME-1998", "Congo"), "may be"),
        (("in-force", "ROME-1998", "FR", "--on", "2026-02-30"), "2026-02-30"),
        (("in-force", "ROME-1998", "FR", "--on", "yesterday"), "yesterday"),
        (("basis", "FR", "FR", "--for", "mla"), "both parties"),
        (("in-force", "ETS-24", "FR", "FR"), "both parties"),
        (("in-force", "ETS-24", "FR", "DE", "--article", "6; drop"), "cites no article"),
        (("basis", "FR", "KE", "--for", "revenge"), "no need"),
        (("members", "ROME-1998"), "is an instrument"),
        (("members", "x" * 500), "no instrument"),
        (("show", "\x1b[31mred"), "red"),
        (("changes",), "--since"),
        (("import", "missing.csv", "--as", "events"), "cannot be read"),
        (("import", "missing.xml", "--as", "untc"), "which instrument"),
        (("import", "missing.csv", "--as", "events", "--of", "NATO"), "leave --of out"),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_answered_is_said_with_what_to_do(comity: Comity, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = comity(*arguments)
    assert code == 2
    assert said in err
    assert "\x1b" not in err


HEAD = "instrument,party,kind,mode,date,source,as_of,confidence"
ROW = f"{HEAD}\nFINANCING-1999,ZMB,consent,accession,2020-01-10,a gazette,2026-11-20,official\n"


def test_events_are_shown_then_kept_and_never_twice(comity: Comity) -> None:
    Path("new.csv").write_text(ROW, encoding="utf-8")
    code, out, err = comity("import", "new.csv", "--as", "events", "--dry-run")
    assert code == 0
    assert "+ FINANCING-1999 ZMB consent accession 2020-01-10" in out
    assert "Nothing was kept" in err
    assert as_json(comity, "in-force", "FINANCING-1999", "ZM", "--on", "2021-01-01")["in_force"] is not True
    code, _, err = comity("import", "new.csv", "--as", "events", "--yes")
    assert code == 0
    assert "1 event kept" in err
    found = as_json(comity, "in-force", "FINANCING-1999", "ZM", "--on", "2021-01-01")
    assert (found["in_force"], found["since"], found["stale"]) == (True, "2020-02-09", False)
    assert found["proof"][0]["source"] == "a gazette"
    _, _, err = comity("import", "new.csv", "--as", "events", "--yes")
    assert "1 held word for word" in err
    assert "Nothing was kept" in err
    (kept,) = Path("home/registry").glob("*.csv")
    with Database.at(f"sqlite:///{Path('home/node.db').absolute()}").reading() as reading:
        (told,) = [entry for _, entry, _ in reading.ledger.rows(0, 100) if entry.action == "registry.import"]
    assert told.object == f"registry:{kept.name}"
    assert told.facts == {"events": "1", "about": "FINANCING-1999", "sha256": sha256(kept.read_bytes()).hexdigest()}


def test_a_source_of_days_to_come_is_refused(comity: Comity) -> None:
    Path("new.csv").write_text(ROW.replace("2026-11-20", "2199-11-20"), encoding="utf-8")
    code, _, err = comity("import", "new.csv", "--as", "events", "--yes")
    assert code != 0
    assert "yet to come" in err
    Path("f.xml").write_text(UNTC, encoding="utf-8")
    code, _, err = comity("import", "f.xml", "--as", "untc", "--of", "FINANCING-1999", "--as-of", "2199-01-01", "--yes")
    assert code != 0
    assert "yet to come" in err


def test_a_file_that_was_altered_after_it_was_kept_is_refused(comity: Comity) -> None:
    Path("new.csv").write_text(ROW, encoding="utf-8")
    comity("import", "new.csv", "--as", "events", "--yes")
    (kept,) = Path("home/registry").glob("*.csv")
    kept.write_text(kept.read_text(encoding="utf-8").replace("ZMB", "XYZ"), encoding="utf-8")
    code, _, err = comity("status")
    assert code != 0
    assert "XYZ" in err


UNTC = """<Treaty><Header><ExternalData><Status><Signatories>1</Signatories><Parties>2</Parties></Status></ExternalData></Header>
<Participants><Row><Entry>Participant</Entry><Entry>Signature</Entry><Entry>Ratification, Accession(a)</Entry></Row>
<Row><Entry>Zambia</Entry><Entry/><Entry>10 Jan 2020 a</Entry></Row>
<Row><Entry>Kenya</Entry><Entry>4 Dec 2001</Entry><Entry>27 Jun 2003</Entry></Row></Participants></Treaty>"""


def test_what_a_depositary_publishes_confirms_or_adds(comity: Comity) -> None:
    Path("XVIII-11.en.xml").write_text(UNTC, encoding="utf-8")
    code, out, err = comity("import", "XVIII-11.en.xml", "--as", "untc", "--of", "FINANCING-1999", "--as-of", "2026-11-25", "--yes")
    assert code == 0
    assert "+ FINANCING-1999 ZMB" in out
    assert "Not in the file, yet held as bound" in err
    found = as_json(comity, "in-force", "FINANCING-1999", "KE", "--on", "2026-11-22")
    assert (found["in_force"], found["as_of"], found["confidence"], found["stale"]) == (True, "2026-11-25", "depositary", False)


def test_a_table_that_its_head_disagrees_with_is_refused_whole(comity: Comity) -> None:
    Path("f.xml").write_text(UNTC.replace("<Parties>2", "<Parties>190"), encoding="utf-8")
    code, _, err = comity("import", "f.xml", "--as", "untc", "--of", "FINANCING-1999", "--yes")
    assert code != 0
    assert "states 190 parties, its table has 2" in err
    assert not Path("home/registry").exists()


def test_the_status_is_fetched_from_an_address(comity: Comity) -> None:
    class Depositary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = UNTC.encode() if self.path == "/XVIII-11.en.xml" else b"gone"
            self.send_response(200 if self.path == "/XVIII-11.en.xml" else 404)
            self.send_header("content-type", "application/xml")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Depositary) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}"
        code, out, _ = comity("update", "FINANCING-1999", "--from", f"{base}/XVIII-11.en.xml", "--yes")
        assert code == 0
        assert "+ FINANCING-1999 ZMB" in out
        code, _, err = comity("update", "FINANCING-1999", "--from", f"{base}/nothing.xml", "--yes")
        assert code == 1
        assert "not updated" in err
        server.shutdown()
