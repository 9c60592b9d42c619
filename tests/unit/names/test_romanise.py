"""Romanisation: for each script, the spellings that documents use are among the variants, and the first is a common one."""

from __future__ import annotations

import re
import time
import timeit

import pytest

from comity.names.clean import clean
from comity.names.romanise import romanisations, romanise

FIRST = [
    ("Дмитрий Щербаков", "dmitry shcherbakov"),
    ("Володимир Ткачук", "volodymyr tkachuk"),
    ("Ђорђе Љубичић", "dorde ljubicic"),
    ("Γεώργιος Παπανδρέου", "georgios papandreou"),
    ("ნინო ყიფშიძე", "nino qipshidze"),
    ("Հովհաննես Պետրոսյան", "hovhannes petrosyan"),
    ("김민수", "kim minsu"),
    ("남궁민수", "namgung minsu"),
    ("王小明", "wang xiaoming"),
    ("單建國", "shan jianguo"),
    ("欧阳修远", "ouyang xiuyuan"),
    ("山田太郎", "yamada taro"),
    ("たなか はなこ", "tanaka hanako"),
    ("မြထွန်းဦး", "mya htun oo"),
    ("ဦးသိန်းဝင်း", "u thein win"),
    ("สมชาย สุขใจ", "somchai sukchai"),
    ("नरेन्द्र शर्मा", "narendra sharma"),
    ("मोहनदास", "mohandas"),
    ("ਹਰਦੀਪ ਸਿੰਘ", "hardip singh"),
    ("শেখ রহমান", "sheikh rahman"),
    ("குமார்", "kumar"),
    ("අනුර කුමාර", "anura kumara"),
    ("משה כהן", "moshe cohen"),
    ("Łukasz Ñandú", "lukasz nandu"),
    ("محمد عبد الرحمن", "mohammed abdul rahman"),
    ("አበበ 12", "abebe 12"),
]


@pytest.mark.parametrize(("name", "expected"), FIRST)
def test_most_common_form_comes_first(name: str, expected: str) -> None:
    assert romanise(name) == expected


VARIANTS = [
    ("Юлия Алексеевна", "iuliia alekseevna"),
    ("Евгений", "yevgeniy"),
    ("Александр", "alexandr"),
    ("Володимир Миколайович", "vladimir nikolaevich"),
    ("Сяргей", "sergei"),
    ("Юрій", "yuriy"),
    ("Ђорђе", "djordje"),
    ("Христо Къдрев", "hristo kadrev"),
    ("Әлия Қасымова", "aliya kasymova"),
    ("Müller", "mueller"),
    ("Đorđe", "djordje"),
    ("Şahin", "shahin"),
    ("Ευάγγελος Μπάρκας", "evangelos barkas"),
    ("محمد", "muhammad"),
    ("محمد", "mohamed"),
    ("حسين", "hussein"),
    ("عبدالعزيز", "abdelaziz"),
    ("عبد الرحمن", "abd al rahman"),
    ("نور الدين", "noureddine"),
    ("حبيب الله", "habibullah"),
    ("ابوالقاسم احمدی", "abolghasem ahmadi"),
    ("محمدرضا", "mohammadreza"),
    ("السيد", "al sayyid"),
    ("الزبيري", "az zubayri"),
    ("بلقاسم", "belkacem"),
    ("بھٹی", "bhatti"),
    ("이명수", "ri myong su"),
    ("박영희", "park young hee"),
    ("陳大文", "chan tai man"),
    ("李小龍", "li hsiao lung"),
    ("陈伟明", "tan weiming"),
    ("大野 太郎", "ono taro"),
    ("とうきょう", "toukyou"),
    ("יצחק", "isaac"),
    ("Գրիգոր", "krikor"),
    ("ყიფიანი", "kipiani"),
    ("บุญมี", "boonmi"),
]


@pytest.mark.parametrize(("name", "expected"), VARIANTS)
def test_spelling_in_use_is_among_the_variants(name: str, expected: str) -> None:
    assert expected in romanisations(name)


def test_ascii_comes_back_as_itself() -> None:
    assert romanisations("Al-Amin O'Neil, 2nd") == ("al-amin o'neil, 2nd",)


def test_variants_are_distinct_and_limited() -> None:
    found = romanisations("Юлия Щербакова", limit=3)
    assert len(found) == len(set(found)) == 3
    assert romanisations("Юлия", limit=0) == romanisations("Юлия", limit=1)


def test_a_scheme_runs_through_the_whole_name() -> None:
    assert "iurii iulevich" in romanisations("Юрий Юльевич")
    assert "yuri iulievich" not in romanisations("Юрий Юльевич", limit=20)


def test_punctuation_and_digits_stay_in_place() -> None:
    assert romanise("Иванов (Петров) № 5, ООО") == "ivanov (petrov) no 5, ooo"
    assert romanise("محمد-علي") == "mohammed-ali"


def test_scripts_mix_in_one_name() -> None:
    assert romanise("Компания Alpha 王小明") == "kompaniya alpha wang xiaoming"


def test_look_alike_letters_are_brought_to_one_alphabet() -> None:
    assert romanise("P\u043ertl\u0430nd") == "portland"
    assert romanise("Сергiй") == romanise("Сергій")


def test_company_words_in_han_are_cut_apart() -> None:
    assert romanise("丹东宏运贸易有限公司") == "dandong hongyun maoyi youxiangongsi"


def test_unknown_scripts_fall_back_to_letters() -> None:
    for name in ("ⴰⵣⵓⵍ", "សុខា", "ສົມຈິດ", "བསྟན་འཛིན", "ᠮᠣᠩᠭᠣᠯ", "𐓏𐓘𐓻"):
        assert re.fullmatch("[a-z ]+", romanise(clean(name)))


def test_warm_names_are_fast() -> None:
    names = ["Владимир Сергеевич Орлов", "محمد عبد الرحمن الحربي", "김민수"]
    for name in names:
        romanisations(name)
    seconds = min(timeit.repeat(lambda: [romanisations(name) for name in names], number=100, repeat=3)) / 300
    assert seconds < 60e-6


def test_the_longest_text_costs_milliseconds() -> None:
    for letter in "مשคन王한あიяက":
        started = time.perf_counter()
        romanisations(clean(letter * 1000))
        assert time.perf_counter() - started < 0.5


def test_a_lone_hamza_keeps_no_empty_reading() -> None:
    assert "" not in romanisations("ءب")
    assert romanisations("ء") == ("",)
