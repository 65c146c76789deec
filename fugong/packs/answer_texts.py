"""What is said about a faulty answer, in both languages: what was given and what is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from fugong.rules import Text

TEXTS: Mapping[str, Text] = {
    "required": {"zh": "请回答这个问题。", "en": "Please answer this question."},
    "unknown_field": {
        "zh": "没有“{given}”这个问题，未保存。",
        "en": "There is no question “{given}”; nothing was stored for it.",
    },
    "wrong_type": {
        "zh": "“{given}”不是这个问题的答案。",
        "en": "“{given}” is no answer to this question.",
    },
    "not_offered": {
        "zh": "“{given}”不在选项里，请重新选择。",
        "en": "“{given}” is not one of the options; please choose again.",
    },
    "none_and_some": {
        "zh": "选了“都没有”，又选了其他项，请改正一处。",
        "en": "“None of these” and others are chosen together; please take one back.",
    },
    "no_such_day": {
        "zh": "“{given}”不是日期，请写成 2020-02-24 这样。",
        "en": "“{given}” is no day; write it like 2020-02-24.",
    },
    "after_today": {
        "zh": "{given} 在今天之后，请填写已经过去的日期。",
        "en": "{given} is after today; give a day that has passed.",
    },
    "too_long_ago": {
        "zh": "{given} 在一年以前，请核对年份。",
        "en": "{given} is more than a year ago; please check the year.",
    },
    "not_a_number": {
        "zh": "“{given}”不是数字，请写成 36.5 这样。",
        "en": "“{given}” is no number; write it like 36.5.",
    },
    "not_measured": {
        "zh": "{given} 表示没有测到，请重新测量。",
        "en": "{given} means that nothing was measured; please measure again.",
    },
    "point_misplaced": {
        "zh": "体温 {given} ℃ 不可能，是不是 {meant}？请核对小数点。",
        "en": "A temperature of {given} ℃ is impossible; did you mean {meant}? Check the decimal point.",
    },
    "implausible": {
        "zh": "体温 {given} ℃ 不可信，应在 {lowest} 到 {highest} ℃ 之间，请重新测量。",
        "en": "A temperature of {given} ℃ is not plausible; it lies between {lowest} and {highest} ℃. "
        "Please measure again.",
    },
    "too_precise": {
        "zh": "{given} 的小数太多，最多两位。",
        "en": "{given} has too many decimals; two at most.",
    },
    "too_long": {
        "zh": "写了 {given} 个字，最多 {most} 个。",
        "en": "{given} characters are written; {most} at most.",
    },
    "no_region": {
        "zh": "“{given}”不是地区代码，请从列表里选择。",
        "en": "“{given}” is no region code; please choose from the list.",
    },
}


def fault_text(code: str, values: Mapping[str, str]) -> Text:
    """The text of a fault with what was given filled in."""
    return {language: text.format_map(values) for language, text in TEXTS[code].items()}
