"""Packs are whole, say everything in both languages, and are the only place that knows a disease."""

import ast
import hashlib
import itertools
import re
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import fugong
from fugong import packs
from fugong.core.web import articles
from fugong.packs import lint
from fugong.packs.documents import split_articles
from fugong.packs.loader import FILES, PACKS
from fugong.packs.marks import mark_of

SOURCE = Path(fugong.__file__).parent
JIAOZUO = packs.load("jiaozuo_2020")
INFLUENZA = packs.load("influenza")


def test_both_packs_are_there_and_are_read_once():
    assert packs.available() == ("influenza", "jiaozuo_2020")
    assert packs.load("jiaozuo_2020") is JIAOZUO


def test_a_pack_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(KeyError, match="influenza, jiaozuo_2020"):
        packs.load("plague")


@pytest.mark.parametrize("name", packs.available())
def test_a_pack_has_no_fault(name):
    assert lint.check(PACKS / name) == ()


def test_the_profiles_hold_the_numbers_of_their_disease():
    assert (JIAOZUO.profile.id, JIAOZUO.profile.fever_threshold) == ("covid19_2020", Decimal("37.3"))
    assert (JIAOZUO.profile.observation_days, JIAOZUO.profile.contact_lookback_days) == (14, 2)
    assert (INFLUENZA.profile.fever_threshold, INFLUENZA.profile.observation_days) == (Decimal(38), 7)
    assert INFLUENZA.profile.contact_lookback_days is None
    for pack in (JIAOZUO, INFLUENZA):
        assert set(pack.profile.retention_days) >= {"declarations", "daily_reports", "passages"}
        assert pack.profile.retention_days["picture_openings"] >= 3 * 365 + 1


@pytest.mark.parametrize("number", range(1, 17))
def test_every_article_of_the_guide_is_quoted_as_issued(number):
    article = JIAOZUO.articles[f"G{number}"]

    assert article.text.startswith(f"{number}. {article.title['zh']}。")
    assert article.text.endswith("。")
    assert "\n" not in article.text
    assert "**" not in article.text
    assert not re.search(r"^[一二三]、", article.text)
    assert article.summary
    assert article.citation == {"zh": f"《指南》第{number}条", "en": f"Guide, article {number}"}


ANNEXES = {"Y": ("豫政〔2020〕9号", 20), "C": ("焦政〔2020〕4号", 26), "O": ("焦政办〔2020〕4号", 21)}


@pytest.mark.parametrize("id", ANNEXES)
def test_every_article_of_the_annexes_is_quoted_as_issued(id):
    number, count = ANNEXES[id]
    document = JIAOZUO.documents[id]

    assert document.number == number
    assert list(document.articles) == [f"{id}{n}" for n in range(1, count + 1)]
    for n, article in enumerate(document.articles.values(), 1):
        assert article.text.startswith(f"{n}. {article.title['zh']}。")
        assert article.text.rstrip("。").endswith("）"), "the responsible offices stand at the end"
        assert "责任单位：" in article.text
        assert not re.search(r"\n|\*\*|[一二三四五六七八九十]+、[^，。]*$", article.text)
        assert article.citation["zh"].endswith(f"（{number}）第{n}条")
        assert article.summary.endswith(".")


@pytest.mark.parametrize(
    ("id", "digest"),
    [
        ("G", "9fa4a75fcead0de004ac0e66bd8cae98459482ff6d84b5e90140dc44a46f3152"),
        ("Y", "c14da1631990b38636424e952f93073b73e62534541567ee9af6fc5a9056fe89"),
        ("C", "77e0ba107cbd45fa64ac032479c51fe92dc51572d72b4d4c1402600264aa99d4"),
        ("O", "4f187f21d20f66a568e966b962e8fda21711417102740f82052bc17325de3941"),
    ],
)
def test_the_text_of_a_document_is_the_one_that_was_issued(id, digest):
    joined = "".join(article.text for article in JIAOZUO.documents[id].articles.values())

    assert hashlib.sha256(joined.encode()).hexdigest() == digest


@pytest.mark.parametrize("id", ["G", *ANNEXES])
def test_nothing_of_a_document_is_lost_between_its_articles(id):
    document = JIAOZUO.documents[id]
    (file,) = (
        path for path in DOCUMENTS.glob("*.yaml") if f"\nid: {id}\n" in path.read_text(encoding="utf-8")
    )
    text = file.with_suffix(".txt").read_text(encoding="utf-8").replace("**", "")
    headings = re.findall(
        r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^。\n]*$", text, re.MULTILINE
    )
    body = text.partition("\n")[2]

    whole = squeezed(body)
    for part in [*headings, *(article.text for article in document.articles.values())]:
        assert squeezed(part) in whole
        whole = whole.replace(squeezed(part), "", 1)
    assert whole == ""


def squeezed(text: str) -> str:
    return "".join(text.split())


DOCUMENTS = PACKS / "jiaozuo_2020" / "documents"


def test_an_article_of_the_province_is_found_by_its_id():
    article = articles.find("Y2")

    assert article.title == {"zh": "推动落实复工复产措施", "en": "Measures of resumption"}
    assert "防控机制到位、检疫查验到位、设施物资到位、内部管理到位和宣传教育到位" in article.text
    assert articles.document_of("Y2").number == "豫政〔2020〕9号"


@pytest.mark.article("G15")
def test_articles_that_a_page_break_runs_through_are_whole():
    for id, words in (
        ("G7", "守土尽责，抓好企业内部疫情防控工作"),
        ("G11", "人员密集的车间"),
        ("G14", "行业主管部门及上下游"),
        ("G15", "不得随意解除、终止劳动合同，也不得退回劳务派遣用工"),
        ("Y5", "减免逾期利息等措施给予支持"),
        ("C3", "严防不合格药械流入市场。（责任单位：市市场监管局"),
        ("O20", "企业有权拒绝，并可向各级行政效能监察部门"),
        ("G4", "根据豫疫情防指办〔2020〕27号规定"),
    ):
        assert words in JIAOZUO.articles[id].text


def test_splitting_keeps_what_stands_between_heads():
    text = "一、部分\n\n1. 甲。一句。\n\n续。\n\n2. 乙。**二**句。\n"

    assert split_articles(text) == {1: ("甲", "1. 甲。一句。续。"), 2: ("乙", "2. 乙。二句。")}


def test_headings_of_parts_and_of_parts_of_parts_belong_to_no_article():
    text = (
        "一、部分\n（一）小部分\n1. 甲。一句。\n（二）又一部分\n2. 乙。（二）项照办。\n二、尾\n3. 丙。三句。"
    )

    assert [body for _, body in split_articles(text).values()] == [
        "1. 甲。一句。",
        "2. 乙。（二）项照办。",
        "3. 丙。三句。",
    ]


@pytest.mark.parametrize("name", packs.available())
def test_every_text_is_in_both_languages(name):
    pack = packs.load(name)
    texts = [pack.profile.name, pack.notice.short, pack.notice.title]
    texts += [text for one in pack.texts.values() for text in one.values()]
    texts += [text for section in pack.notice.sections for text in section]
    texts += [text for one in pack.startup.conditions for text in (one.text, one.missing)]
    texts += [text for one in pack.startup.advice for text in (one.text, one.source)]
    texts += [text for one in pack.plans.sections.values() for text in (one.title, one.text)]
    texts += [one.text for one in (*pack.plans.five_in_place, *pack.startup.checklist)]
    texts += [row.result[key] for row in pack.rush_work.table.rows for key in ("why", "next")]
    texts += [fact.text for fact in pack.startup.words.vocabulary.facts.values()]
    for form in pack.questionnaires.values():
        for question in form.questions:
            texts += [question.text, question.purpose, *(option.text for option in question.options)]

    for text in texts:
        assert set(text) == {"zh", "en"}
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert not re.search(r"[\u4e00-\u9fff]", text["en"])


@pytest.mark.parametrize("name", packs.available())
def test_every_sensitive_question_needs_a_consent_that_the_notice_explains(name):
    pack = packs.load(name)

    for form in pack.questionnaires.values():
        for question in form.questions:
            assert question.purpose
            if question.privacy == "sensitive":
                assert question.consent in pack.notice.consents


def test_the_notice_names_law_term_viewers_and_rights():
    words = "".join(text["zh"] for section in JIAOZUO.notice.sections for text in section)

    for wanted in ("第十三条", "第二十八条", "第二十九条", "60 天", "门岗", "更正、删除", "撤回"):
        assert wanted in words
    assert f"{JIAOZUO.profile.retention_days['daily_reports']} 天" in words
    assert f"{INFLUENZA.profile.retention_days['daily_reports']} 天" in INFLUENZA.notice.short["zh"]


def test_the_hash_of_the_notice_changes_with_its_words_and_with_the_questions(tmp_path):
    copy = copy_of("jiaozuo_2020", tmp_path)
    assert packs.load_from(copy).notice.hash == JIAOZUO.notice.hash

    edit(copy / "questionnaires/daily.yaml", "今天的体温", "现在的体温")

    assert packs.load_from(copy).notice.hash != JIAOZUO.notice.hash
    assert re.fullmatch(r"[0-9a-f]{64}", JIAOZUO.notice.hash)


def test_the_key_regions_say_that_they_are_an_example():
    assert {region.code for region in JIAOZUO.key_regions} == {"42", "3303", "4115"}
    assert JIAOZUO.key_regions_confidence == "example, to be set by the headquarters"


def test_the_second_mark_has_words_to_say_and_colours_to_tell_apart():
    mark = JIAOZUO.second_mark

    assert len(mark.words) == len({word["zh"] for word in mark.words}) == 30
    assert all(len(word["zh"]) == 2 for word in mark.words)
    assert len({colour.value for colour in mark.colours}) == 7
    assert all(contrast(colour.value, colour.ink) >= 4.5 for colour in mark.colours)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_mark_of_the_day_is_steady_secret_and_never_yesterdays():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    marks = [mark_of(JIAOZUO.second_mark, b"one", day) for day in days]

    assert marks == [mark_of(JIAOZUO.second_mark, b"one", day) for day in days]
    assert marks != [mark_of(JIAOZUO.second_mark, b"two", day) for day in days]
    assert all(one.word != other.word for one, other in itertools.pairwise(marks))
    assert {mark.word["zh"] for mark in marks} == {word["zh"] for word in JIAOZUO.second_mark.words}
    assert {mark.colour.code for mark in marks} == {one.code for one in JIAOZUO.second_mark.colours}


DISEASE_WORDS = re.compile(
    r"新冠|新型冠状|covid|corona|sars|influenza|流感|武汉|湖北|wuhan|hubei|\b37\.3\b", re.IGNORECASE
)


def python_files(folder: Path):
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def test_no_python_file_knows_a_disease():
    knowing = [
        f"{path.relative_to(SOURCE)}: {found[0]}"
        for path in python_files(SOURCE)
        if (found := DISEASE_WORDS.search(path.read_text(encoding="utf-8")))
    ]

    assert knowing == []


def test_no_threshold_and_no_number_of_days_stands_in_the_python_of_rules_and_packs():
    numbers = {
        (path.name, node.value)
        for room in ("rules", "packs")
        for path in python_files(SOURCE / room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in (7, 14, 34, 43, 255, 38, 30, 60, 120)
    }

    assert numbers == set()


def test_rules_and_packs_are_pure_python():
    code = (
        "import sys; import fugong.packs.screening, fugong.packs.answers, fugong.packs.lint; "
        "fugong.packs.load('jiaozuo_2020'); "
        "print([m for m in sys.modules if m.startswith(('django', 'fugong.core', 'fugong.doors'))])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def copy_of(name: str, folder: Path) -> Path:
    made = folder / name
    for path in sorted((PACKS / name).rglob("*")):
        if path.is_file():
            target = made / path.relative_to(PACKS / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return made


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("screening.yaml", "article: G4\n", "article: G44\n", "'G44' is in none of the pack's documents"),
        ("screening.yaml", "fact: temperature", "fact: temprature", "Did you mean 'temperature'?"),
        ("screening.yaml", "param: observation_days", "param: days", "unknown parameter 'days'"),
        ("screening.yaml", "verdict: clear", "verdict: fine", "unknown verdict 'fine'"),
        ("screening.yaml", "reason: symptoms", "reason: ill", "unknown reason 'ill'"),
        ("screening.yaml", "reason: no_report", "reason: waiting", "no row 'no_report'"),
        ("screening.yaml", "why: {zh: 您正在隔离。, en: You are in isolation.}", "why: {zh: 您正在隔离。}", "no 'en'"),
        ("screening.yaml", "{temperature} ℃，", "{heat} ℃，", "the text names {heat}"),
        ("screening.yaml", "when: {fact: observed, is: true}", "when: {fact: isolated, is: true}", "never reached"),
        ("screening.yaml", "when: always", "when: {fact: declared, is: true}", "the last row can fail"),
        ("parameters.yaml", "value: 37.3", "value: 41", "41 is above 38.5"),
        ("parameters.yaml", "observation_days:\n", "days:\n", "the parameter 'observation_days' is missing"),
        ("parameters.yaml", "  source: Range of forehead thermometers\n", "", "has no source"),
        ("facts.yaml", "type: date, carry: none", "type: day, carry: none", "unknown type 'day'"),
        ("gate_decision.json", '"verdict": "hold"', '"verdict": "wait"', "unknown verdict 'wait'"),
        ("gate_decision.json", '"fact": "observed"', '"fact": "observd"', "Did you mean 'observed'?"),
        ("gate_decision.json", '{"param": "observe_denied"}', '{"param": "x"}', "unknown parameter 'x'"),
        ("gate_decision.json", '"reason": "region"', '"reason": "regoin"', "no text for the reason 'regoin'"),
        ("gate_decision.json", "{", "", "gate_decision.json"),
        ("questionnaires/daily.yaml", "gives: symptoms", "gives: pains", "gives the unknown fact 'pains'"),
        ("questionnaires/daily.yaml", "type: multi", "type: yes_no", "a yes_no gives no list"),
        ("questionnaires/daily.yaml", "fact: contact", "fact: contcat", "Did you mean 'contact'?"),
        ("questionnaires/daily.yaml", "consent: health", "consent: blood", "no consent 'blood'"),
        ("questionnaires/daily.yaml", "    consent: health\n", "", "needs a consent"),
        ("questionnaires/daily.yaml", "privacy: personal", "privacy: none", "unknown privacy 'none'"),
        ("questionnaires/daily.yaml", "article: G9", "article: G99", "'G99' is in none"),
        ("questionnaires/daily.yaml", "id: daily", "id: weekly", "no questionnaire 'daily'"),
        ("documents/guide.yaml", "  G9: {", "  G99: {", "the article G9 has no entry"),
        ("documents/guide.yaml", "text: guide.txt", "text: none.txt", "missing or wrong"),
        ("notice.yaml", "version: 2", "version: one", "the version is no whole number"),
        ("notice.yaml", "  - id: health", "  - title: {zh: 同, en: c}", "stands twice"),
        ("profile.yaml", "incubation_days: {min: 1, max: 14}", "incubation_days: {min: 1}", "missing or wrong"),
        ("profile.yaml", "id: covid19_2020", "ident: covid19_2020", "unknown key 'ident'"),
        ("key_regions.yaml", '"42"', "42", "no text of digits"),
        ("rush_work.yaml", "fact: days_in_a_row, above", "fact: days_in_row, above", "Did you mean 'days_in_a_row'?"),
        ("rush_work.yaml", "param: rush_days}", "param: rush_dys}", "Did you mean 'rush_days'?"),
        ("rush_work.yaml", "article: [G6, G10]", "article: [G6, G60]", "'G60' is in none"),
        ("rush_work.yaml", "{days_in_a_row} 天，最多", "{days_in_row} 天，最多", "the text names {days_in_row}"),
        ("rush_work.yaml", "  staff_share:", "  share:", "unknown fact 'staff_share'"),
        ("rush_work.yaml", "of: staff_on_duty", "of: staff", "of is no number among the facts: 'staff'"),
        ("truthfulness.yaml", "fact: same_days, at", "fact: same_day, at", "Did you mean 'same_days'?"),
        ("truthfulness.yaml", "param: truth_degrees}", "param: truth_degree}", "Did you mean 'truth_degrees'?"),
        ("truthfulness.yaml", "article: G9", "article: G90", "'G90' is in none"),
        ("truthfulness.yaml", "    article: G9\n", "", "the sign rests on no article"),
        ("truthfulness.yaml", "{same_days} 天", "{days} 天", "the text names {days}"),
        ("parameters.yaml", "truth_quiet_days:\n", "truth_quiet:\n", "the parameter 'truth_quiet_days' is missing"),
        ("startup.yaml", "{fact: plan_made, is", "{fact: plan_mad, is", "Did you mean 'plan_made'?"),
        ("startup.yaml", "article: G2", "article: G22", "'G22' is in none"),
        ("startup.yaml", "article: G2", "article: [G2, G3]", "it rests on exactly one article"),
        ("startup.yaml", "    article: G7\n", "", "either an article or a source"),
        ("startup.yaml", "  - id: duty", "  - id: supplies", "'supplies' stands twice"),
        ("startup.yaml", "when: {fact: isolation_room, is: true}", "when: always", "it can never fail"),
        ("startup.yaml", "  meals_apart:", "  air: {type: boolean, text: {zh: 通风, en: Air}}\n  meals_apart:", "never used"),
        ("startup.yaml", "param: screened_share", "param: share", "unknown parameter 'share'"),
        ("startup.yaml", "\nadvice:", "\nadvise:", "unknown key 'advise'"),
        ("startup.yaml", "\nchecklist:", "\nchecks:", "unknown key 'checks'"),
        ("startup.yaml", "  - id: office_area", "  - id: living_area", "'living_area' stands twice"),
        ("plans.yaml", "part: prevention", "part: cure", "unknown part 'cure'"),
        ("plans.yaml", "主要负责人【姓名】任组长", "主要负责人【姓名任组长", "a blank is not closed (zh)"),
        ("plans.yaml", "主要负责人【姓名】任组长", "主要负责人任组长", "the languages have other blanks"),
        ("plans.yaml", "article: [Y2, G12]", "article: [Y2, G21]", "'G21' is in none"),
        ("plans.yaml", "    article: [Y2, G12]\n", "", "no article is named"),
        ("plans.yaml", "sections: [education]", "sections: [teaching]", "unknown section 'teaching'"),
        ("plans.yaml", "{id: education, article", "{id: management, article", "'management' stands twice"),
        ("plans.yaml", "\nfive_in_place:", "\nin_place:", "unknown key 'in_place'"),
        ("clocks.yaml", "unit: working_days, warn", "unit: weeks, warn", "unknown unit 'weeks'"),
        ("clocks.yaml", "{amount: 3, unit", "{amount: 0, unit", "0 is no length"),
        ("clocks.yaml", "warn_before: {amount: 2", "warn_before: {amount: 5", "before the clock starts"),
        ("clocks.yaml", ", source: \"Set by", ", origin: \"Set by", "unknown key 'origin'"),
        ("parameters.yaml", "rush_days_without_rest:", "rush_rest:", "unknown parameter 'rush_days_without_rest'"),
    ],
)  # fmt: skip
def test_lint_names_what_does_not_fit(tmp_path, file, old, new, said):
    copy = copy_of("jiaozuo_2020", tmp_path)
    edit(copy / file, old, new)

    found = lint.check(copy)

    assert found
    assert any(said in str(fault) for fault in found), [str(fault) for fault in found]
    assert all(fault.remedy for fault in found)
    assert all(fault.file.startswith("jiaozuo_2020") for fault in found)


@pytest.mark.parametrize(
    "file",
    [*FILES, "gate_decision.json"],
)
@pytest.mark.parametrize("content", ["", "[]", "3", "{a: 1}", "a: [", None])
def test_a_file_that_is_missing_or_nonsense_is_a_fault_and_no_traceback(tmp_path, file, content):
    copy = copy_of("influenza", tmp_path)
    if content is None:
        (copy / file).unlink()
    else:
        (copy / file).write_text(content, encoding="utf-8")

    assert lint.check(copy)
