"""Invented enterprises and people for Jiaozuo's eleven reporting units: the same ones at every run.

Numbers have valid check digits, so that every check is exercised; names say that they are invented (演示). Nobody is meant.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fugong.core.identifiers import id_check_digit, uscc_check_digit

UNITS = (
    ("410802", "解放区"),
    ("410803", "中站区"),
    ("410804", "马村区"),
    ("410811", "山阳区"),
    ("410821", "修武县"),
    ("410822", "博爱县"),
    ("410823", "武陟县"),
    ("410825", "温县"),
    ("410882", "沁阳市"),
    ("410883", "孟州市"),
    ("410871", "示范区"),
)

CITY = ("410800", "焦作市")
CLUSTERS = (("410823", "演示·武陟县产业集聚区"), ("410883", "演示·孟州市产业集聚区"))
"""Clusters (产业集聚区): the county each lies in, and its name."""
HELD_IN_SHORT = ("口罩", "医药", "食品")
"""Trades whose enterprises are key ones (保障企业) in an epidemic."""

# What is made there, its GB/T 4754 code, and how many people of a hundred work in such an enterprise.
TRADES = (
    ("轴承", "C3451", 130),
    ("汽车配件", "C3670", 160),
    ("轮胎", "C2911", 180),
    ("铝业", "C3252", 150),
    ("化工", "C2611", 110),
    ("口罩", "C1789", 70),
    ("医药", "C2710", 90),
    ("食品", "C1439", 100),
    ("怀药", "C2730", 60),
    ("造纸", "C2221", 80),
    ("皮毛制品", "C1931", 70),
    ("玻璃", "C3041", 90),
    ("水泥", "C3011", 100),
    ("机械", "C3484", 110),
    ("电子", "C3989", 90),
    ("陶瓷", "C3073", 70),
    ("冷链物流", "G5930", 60),
    ("服装", "C1811", 80),
)
WORDS = (
    "云台",
    "太行",
    "丹河",
    "沁水",
    "怀川",
    "山阳",
    "青龙",
    "月山",
    "韩园",
    "黄河",
    "武王",
    "嘉应",
    "圆融",
    "缝山",
    "靳家",
    "龙源",
    "东海",
    "北山",
    "灵泉",
    "竹林",
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文斌鹏辉玲梅宇浩然欣怡子轩梓涵晨曦佳宁思远"
WORKSHOPS = {
    "一车间": ("甲班", "乙班", "丙班"),
    "二车间": ("甲班", "乙班"),
    "机修车间": ("机修班", "电工班"),
    "后勤": ("食堂", "门卫", "保洁"),
    "办公室": ("综合",),
}
JOBS = {
    "食堂": "厨师",
    "门卫": "门卫",
    "保洁": "保洁员",
    "机修班": "机修工",
    "电工班": "电工",
    "综合": "统计员",
}
ORIGINS = ("河南省郑州市", "河南省新乡市", "山西省晋城市", "山东省菏泽市", "河北省邯郸市", "江苏省苏州市")
TRANSPORT = ("自驾", "大巴", "火车", "单位包车")
IN_SHORT = 5
"""So many teams have the enterprises beyond those few."""
FIRST_USCC_NUMBER = 1
FEW = 60
"""So many enterprises all work; of a whole city's, two in five have only declared who will come back."""
SIZES = ("medium", "small", "small", "micro", "small", "small", "large", "small", "micro", "small")
"""How large an enterprise counts, by its number."""


@dataclass(frozen=True)
class InventedEnterprise:
    """One enterprise as the demonstration makes it."""

    number: int
    uscc: str
    name: str
    region: str
    industry: str
    address: str
    headcount: int
    size: str
    is_key: bool
    cluster: str
    is_back: bool


@dataclass(frozen=True)
class InventedAuthority:
    """One authority as the demonstration makes it, with a phone that nobody has."""

    kind: str
    region: str
    name: str
    contact_name: str
    contact_phone: str
    duty_hours: str


@dataclass(frozen=True)
class InventedPerson:
    """One worker as the demonstration makes it; dates are relative to the day the demonstration was made."""

    number: int
    name: str
    id_number: str
    phone: str
    workshop: str
    team: str
    job: str
    job_number: str
    left_city: bool
    destination: str
    days_since_return: int
    transport: str
    has_phone: bool
    certificate: str


def uscc(region: str, number: int) -> str:
    """A valid code of an enterprise (91) registered in `region`; the organisation's part is its number."""
    organisation = f"MA9X{number:04d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(sign) if sign.isdigit() else ord(sign) - 55 for sign in organisation]
    check = 11 - sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    first = f"91{region}{organisation}{'X' if check == 10 else check % 11}"
    return first + uscc_check_digit(first)


def enterprises(count: int, people: int) -> list[InventedEnterprise]:
    """`count` enterprises of mixed trades over all reporting units, with `people` workers between them exactly."""
    weights = [TRADES[(number * 7) % len(TRADES)][2] for number in range(count)]
    shares = [max(20, weight * people // sum(weights)) for weight in weights]
    shares[0] = 120
    if count <= FEW:
        shares[-1] += people - sum(shares)
    for number in range(people - sum(shares)):
        shares[1 + number % (count - 1)] += 1
    made = []
    for number, share in enumerate(shares):
        trade, industry, _weight = TRADES[(number * 7) % len(TRADES)]
        region, unit = UNITS[number % len(UNITS)]
        word = WORDS[(number * 3 + number // len(WORDS)) % len(WORDS)]
        made.append(
            InventedEnterprise(
                number=number,
                uscc=uscc(region, number + FIRST_USCC_NUMBER),
                name=f"演示·{word}{trade}{_distinct(number)}有限公司",
                region=region,
                industry=industry,
                address=f"焦作市{unit}演示路{number + 1}号",
                headcount=share,
                size=SIZES[number % len(SIZES)],
                is_key=trade in HELD_IN_SHORT or number % 9 == 0,
                cluster=_cluster(region, number),
                is_back=number < FEW or number % 5 not in (1, 3),
            )
        )
    return made


def _cluster(region: str, number: int) -> str:
    """Every other enterprise of a county with a cluster sits in it."""
    return dict(CLUSTERS).get(region, "") if number // len(UNITS) % 2 == 0 else ""


def _distinct(number: int) -> str:
    return _numeral(number // len(TRADES) + 1) + "厂"


def _numeral(number: int) -> str:
    """In Chinese, up to 999: 一, 十, 十一, 一百零五."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (digits[ones] if ones else "")


def authorities() -> list[InventedAuthority]:
    """A bureau and a health office of every reporting unit, the clusters, and the city's headquarters."""
    made = []
    for place, (region, unit) in enumerate(UNITS):
        first = SURNAMES[place]
        made += [
            _authority("bureau", region, f"演示·{unit}工业和信息化局", f"{first}工信", place * 2 + 1),
            _authority("health", region, f"演示·{unit}卫生健康委员会", f"{first}卫健", place * 2 + 2),
        ]
    for place, (region, name) in enumerate(CLUSTERS):
        made.append(_authority("cluster", region, name, f"{SURNAMES[20 + place]}集聚", 31 + place))
    code, city = CITY
    made.append(_authority("headquarters", code, f"演示·{city}复工复产指挥部", "总值班", 41))
    return made


def _authority(kind: str, region: str, name: str, contact: str, number: int) -> InventedAuthority:
    return InventedAuthority(kind, region, name, contact, f"0391-00000{number:02d}", "8:00–20:00")


def workforce(enterprise: InventedEnterprise) -> Iterator[InventedPerson]:
    """The workers of an enterprise, each with a place, an ID number and a phone of its own."""
    chance = random.Random(f"fugong {enterprise.number}")
    places = [(workshop, team) for workshop, teams in WORKSHOPS.items() for team in teams]
    weights = [30, 28, 14, 26, 24, 6, 4, 5, 4, 3, 6]
    if enterprise.number >= FEW:
        places, weights = places[:IN_SHORT], weights[:IN_SHORT]
    for number in range(enterprise.headcount):
        born = date(1962, 1, 1) + timedelta(days=chance.randrange(365 * 40))
        region = (
            chance.choice(UNITS[:10])[0]
            if chance.random() < 0.8
            else chance.choice(("410105", "140502", "371702"))
        )
        # The serial tells workers of one enterprise apart, the region and birth those of different ones.
        first = f"{region}{born:%Y%m%d}{(enterprise.number * 37 + number) % 1000:03d}"
        workshop, team = chance.choices(places, weights)[0]
        left_city = chance.random() < 0.3
        serial = enterprise.number * 10_000 + number
        yield InventedPerson(
            number=number,
            name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2)))),
            id_number=first + id_check_digit(first),
            phone=f"1{chance.choice('356789')}{chance.choice('0123456789')}{(serial * 7919 + 12_345) % 100_000_000:08d}",
            workshop=workshop,
            team=team,
            job=JOBS.get(team, chance.choice(("操作工", "检验员", "班长", "叉车工"))),
            job_number=f"{number + 1:05d}",
            left_city=left_city,
            destination=chance.choice(ORIGINS) if left_city else "",
            days_since_return=chance.randrange(3, 12) if left_city else 0,
            transport=chance.choice(TRANSPORT) if left_city else "",
            has_phone=chance.random() < 0.93,
            certificate=f"JZ{chance.randrange(10**9):09d}",
        )
