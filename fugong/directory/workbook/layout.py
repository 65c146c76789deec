"""Which row is the header and which column is what: by the words people use, else by what stands below."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from fugong.core.identifiers import IdentifierError, check_id_number, check_mobile
from fugong.directory.workbook.cells import BadCell, Cell, as_text, read_day, read_id_number, read_mobile
from fugong.directory.workbook.roster import FIELDS, JOINT, REQUIRED, ColumnGuess

__all__ = ["HEAD_ROWS", "Layout", "column_letter", "filing_date", "find_layout"]

HEAD_ROWS = 60  # how far down a header is looked for

_WORDS: dict[str, str] = {
    "name": (
        "姓名 名字 职工姓名 员工姓名 人员姓名 返岗人员姓名 返岗职工姓名 工人姓名 name fullname "
        "employeename workername"
    ),
    "id_number": (
        "身份证号 身份证号码 身份证 证件号 证件号码 公民身份号码 公民身份证号码 居民身份证号 "
        "居民身份证号码 身份证件号码 身份号码 idnumber idno idcard idcardnumber idcardno "
        "identitynumber identitycardnumber citizenid nationalid id"
    ),
    "phone": (
        "手机号 手机号码 手机 本人手机号 本人手机 移动电话 联系手机 联系电话 联系方式 电话 "
        "电话号码 本人电话 本人联系电话 mobile mobilenumber mobilephone mobileno phone "
        "phonenumber phoneno tel telephone cellphone contactnumber"
    ),
    "workshop": (
        "车间 所属车间 所在车间 车间名称 部门 所属部门 所在部门 部门名称 科室 分厂 车间部门 "
        "workshop department dept"
    ),
    "team": "班组 所属班组 所在班组 班组名称 班别 小组 组别 team group crew",
    "job": "岗位 工种 职务 职位 岗位名称 岗位工种 工作岗位 job position jobtitle post occupation",
    "job_number": (
        "工号 员工编号 职工编号 员工号 职工号 人员编号 工牌号 胸牌号 员工工号 职工工号 jobnumber "
        "jobno employeeid employeenumber employeeno staffid staffno staffnumber workernumber "
        "badgenumber"
    ),
    "address": (
        "现住址 住址 现住地址 现居住地 现居住地址 现居住址 居住地 居住地址 家庭住址 家庭地址 "
        "联系地址 地址 住宿地址 住宿地点 address homeaddress currentaddress residence"
    ),
    "left_city": (
        "春节期间是否离焦 是否离焦 是否离开焦作 是否离开本市 是否离市 是否外出 春节期间是否外出 "
        "春节是否外出 leftcity leftthecity lefttown"
    ),
    "destination": (
        "外出地点 外出地 目的地 外出目的地 前往地 前往地点 去往地 到访地 返回地 从何地返回 "
        "何地返回 来自何地 返程出发地 destination travelledto traveledto"
    ),
    "return_date": (
        "返焦日期 返焦时间 返回日期 返回时间 返回焦作日期 返回焦作时间 返市日期 实际返焦日期 "
        "实际返回日期 returndate dateofreturn returnedon"
    ),
    "planned_return": (
        "计划返焦日期 计划返焦时间 计划返岗日期 计划返岗时间 计划返回日期 计划返回时间 "
        "预计返焦日期 预计返焦时间 预计返岗日期 预计返岗时间 预计返回日期 预计返回时间 拟返焦日期 "
        "拟返焦时间 拟返岗日期 拟返岗时间 拟返回日期 plannedreturn plannedreturndate "
        "expectedreturn"
    ),
    "transport": (
        "乘坐交通工具及车次 乘坐交通工具 交通工具 交通工具及车次 交通方式 返程交通 返程交通工具 "
        "返焦交通工具 返焦方式 车次 返程方式 transport transportation travelmode"
    ),
    "health": (
        "健康状况 健康情况 健康状态 身体状况 身体情况 身体健康状况 目前健康状况 当前健康状况 "
        "health healthstatus healthcondition"
    ),
    "certificate": (
        "健康证明编号 健康证明 健康证明号 健康证号 健康证 健康证编号 健康证明书编号 certificate "
        "certificatenumber certificateno healthcertificate healthcertificatenumber "
        "healthcertificateno"
    ),
}
# earlier words of a field are better: 手机号 wins over 联系电话 where a sheet has both
_EXACT = {word: (field, rank) for field, words in _WORDS.items() for rank, word in enumerate(words.split())}

# What a heading may contain, tried in this order, when its words are not known exactly (never `sure`).
_CONTAINS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("left_city", r"是否.*(?:离焦|离开|离市|外出|出行)|leftthe?city"),
        ("planned_return", r"(?:计划|预计|拟|预定).*返|planned.*return|expected.*return"),
        (
            "return_date",
            r"返(?:焦|回|岗|程|市|豫|厂).*(?:日期|时间)|(?:日期|时间).*返|return.*date|date.*return",
        ),
        ("certificate", r"健康证|健康.*证明|certificate"),
        ("health", r"健康|身体.*(?:状|情)|health"),
        ("transport", r"交通|车次|航班|transport"),
        ("destination", r"(?:外出|离焦|前往|去往|到访).*(?:地|哪|省|市)|destination"),
        ("id_number", r"身份证|身份号|证件号|idcard|idnumber"),
        ("job_number", r"工号|(?:员工|职工|人员)编?号|employee(?:id|no|number)|jobn"),
        ("phone", r"手机|电话|联系方式|mobile|phone"),
        ("address", r"住址|住地|居住|住宿|地址|address"),
        ("name", r"姓名|^.{0,4}名字$"),
        ("team", r"班组|小组|team"),
        ("workshop", r"车间|部门|workshop|department"),
        ("job", r"岗位|工种|职务|jobtitle|position"),
    )
)
_OTHERS = re.compile(
    r"紧急|家属|家庭成员|亲属|联系人|负责人|填表|填报|监护|配偶|照片|复印|有效期|到期|截止|发证|签发|身份证(?:地址|住址)|户籍|emergency|kin|expir"
)
_BRACKETED = re.compile(r"[(\[{【〔<《].*?[)\]}】〕>》]")
_FILED = re.compile(r"(?:填报|填表|制表|上报|统计|报送|填写)(?:时间|日期)|^(?:日期|时间)$")
_FILED_WITH = re.compile(
    r"(?:(?:填报|填表|制表|上报|统计|报送|填写)(?:时间|日期)|^(?:日期|时间))\s*[::]\s*(?P<day>\S.*)"
)
_DATE_START = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Layout:
    """A header found. Rows count from 1; `columns` has an entry for each column with a heading."""

    header_row: int
    first_row: int
    columns: tuple[ColumnGuess, ...]
    signature: str
    score: int


def find_layout(
    head: Sequence[Sequence[Cell]], mapping: Mapping[str, str | None] | None = None
) -> Layout | None:
    """The header among a sheet's first rows, or None.

    `mapping` is a person's correction, column letter → field or None, laid over what the words say.
    """
    texts = [[as_text(cell) if _may_head(cell) else "" for cell in row] for row in head]
    best: Layout | None = None
    for at, row in enumerate(texts):
        if sum(1 for text in row if text) < 2:
            continue
        layout = _by_words(texts, at)
        if layout and (best is None or layout.score > best.score):
            best = layout
    if best is None or not {guess.field for guess in best.columns} & {"id_number"}:
        best = _by_content(head, texts, best) or best
    return _corrected(best, mapping) if best and mapping else best


def _may_head(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= 60


@lru_cache(maxsize=4096)
def _recognised(heading: str) -> tuple[str | None, bool, int]:
    """Field, whether it is sure, and the rank among the field's words (lower is better)."""
    word = re.sub(r"[\s*:;。,._\-#]|必填|选填", "", heading.lower())
    if not word or len(word) > 40:
        return None, False, 0
    if ("车间" in word or "部门" in word or "workshop" in word or "department" in word) and (
        "班组" in word or "team" in word
    ):
        return JOINT, True, 0
    for form in (word, _BRACKETED.sub("", word), re.sub(r"[/、]", "", word)):
        if form in _EXACT:
            field, rank = _EXACT[form]
            return field, True, rank
    if len(word) > 20 or ":" in heading or _OTHERS.search(word):
        return None, False, 0
    plain = _BRACKETED.sub("", word) or word
    for field, pattern in _CONTAINS:
        if pattern.search(plain) or pattern.search(word):
            return field, False, 100
    return None, False, 0


def _by_words(texts: Sequence[Sequence[str]], at: int) -> Layout | None:
    row = texts[at]
    headings = list(row)
    below = texts[at + 1] if at + 1 < len(texts) else []
    first_row = at + 2
    # A header of two lines: groups above (外出情况), their parts below; what the upper line lacks is in the lower.
    extra = {
        index: text
        for index, text in enumerate(below)
        if text and _recognised(text)[1] and (index >= len(row) or _recognised(row[index])[0] is None)
    }
    known_below = sum(1 for text in below if text and _recognised(text)[0])
    if len(extra) >= 2 and known_below >= sum(1 for text in below if text) * 0.6:
        headings += [""] * (len(below) - len(headings))
        for index, text in extra.items():
            headings[index] = text
        first_row = at + 3
    columns = _guessed(headings)
    fields = {guess.field for guess in columns if guess.field}
    if len(fields & set(REQUIRED)) < 2:
        return None
    score = sum(2 if guess.sure else 1 for guess in columns if guess.field)
    return Layout(at + 1, first_row, columns, signature_of(headings), score)


def _guessed(headings: Sequence[str]) -> tuple[ColumnGuess, ...]:
    found = [(index, heading, *_recognised(heading)) for index, heading in enumerate(headings) if heading]
    winner: dict[str, tuple[int, int]] = {}
    for index, _heading, field, _sure, rank in found:
        if field and (
            field not in winner
            or (rank >= 100) < (winner[field][0] >= 100)
            or _better(field, rank, winner[field][0])
        ):
            winner[field] = (rank, index)
    if JOINT in winner and "workshop" in winner and "team" in winner:
        del winner[JOINT]
    guesses = []
    for index, heading, field, sure, _rank in found:
        won = field is not None and winner.get(field, (0, -1))[1] == index
        guesses.append(
            ColumnGuess(index, column_letter(index), heading, field if won else None, sure if won else False)
        )
    return tuple(guesses)


def _better(field: str, rank: int, than: int) -> bool:
    """Among known words only the phone's are worth ranking: the mobile number before 联系电话."""
    return field == "phone" and rank < than


def _by_content(
    head: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]], best: Layout | None
) -> Layout | None:
    """A header in words we do not know: the row above the first one in which an ID number stands."""
    for at, row in enumerate(head):
        ids = [index for index, cell in enumerate(row) if _is_id(cell)]
        if not ids:
            continue
        if at == 0:
            return None
        headings = [text if not _looks_like_data(text) else "" for text in texts[at - 1]]
        known = [index for index in ids if index < len(headings) and headings[index]]
        if sum(1 for text in headings if text) < 3 or not known:
            return None
        columns = list(best.columns if best and best.header_row == at else _guessed(headings))
        taken = {guess.field for guess in columns}
        for field, test in (("id_number", _is_id), ("phone", _is_mobile), ("name", _is_name)):
            if field in taken:
                continue
            for place, guess in enumerate(columns):
                if guess.field is None and guess.index < len(row) and test(row[guess.index]):
                    columns[place] = replace(guess, field=field, sure=False)
                    break
        return Layout(at, at + 1, tuple(columns), signature_of(headings), 0)
    return None


def _is_id(cell: Cell) -> bool:
    try:
        check_id_number(read_id_number(cell))
    except (BadCell, IdentifierError):
        return False
    return True


def _is_mobile(cell: Cell) -> bool:
    try:
        check_mobile(read_mobile(cell))
    except (BadCell, IdentifierError):
        return False
    return True


def _is_name(cell: Cell) -> bool:
    return bool(re.fullmatch("[\u4e00-\u9fff·]{2,6}", as_text(cell).replace(" ", ""))) and not re.search(
        "车间|班|组|部|科|岗|正常|焦作", as_text(cell)
    )


def _looks_like_data(text: str) -> bool:
    return bool(re.search(r"\d{6,}", text))


def _corrected(layout: Layout, mapping: Mapping[str, str | None]) -> Layout:
    chosen = {letter.upper(): field for letter, field in mapping.items()}
    unknown = {field for field in chosen.values() if field is not None} - {*FIELDS, JOINT}
    if unknown:
        raise ValueError(f"no such fields: {', '.join(sorted(unknown))}")
    named = [field for field in chosen.values() if field]
    if twice := {field for field in named if named.count(field) > 1}:
        raise ValueError(f"two columns for one field: {', '.join(sorted(twice))}")
    taken = {field for field in chosen.values() if field}
    columns = []
    for guess in layout.columns:
        if guess.letter in chosen:
            columns.append(replace(guess, field=chosen[guess.letter], sure=True))
        else:
            columns.append(replace(guess, field=None, sure=False) if guess.field in taken else guess)
    return replace(layout, columns=tuple(columns))


def signature_of(headings: Sequence[str]) -> str:
    """The same for sheets with the same headings in the same places: under it a corrected mapping is remembered."""
    plain = "\x1f".join(re.sub(r"\s", "", heading) for heading in headings).rstrip("\x1f")
    return sha256(plain.encode()).hexdigest()[:32]


def filing_date(row: Sequence[Cell]) -> date | None:
    """The date a line such as 填报时间：2020年2月18日 gives, in the same cell or the next one."""
    cells = [cell for cell in row if cell not in (None, "")]
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or not _FILED.search(text := as_text(cell)):
            continue
        if found := _FILED_WITH.search(text):
            start = _DATE_START.match(found["day"])
            candidates: list[Cell] = [start[0]] if start else []
        else:
            candidates = list(cells[place + 1 : place + 2])
        for candidate in candidates:
            try:
                day = read_day(candidate)
            except BadCell:
                continue
            if isinstance(day, date):
                return day
    return None


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
