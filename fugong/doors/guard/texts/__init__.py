"""The words of the guard's page, by key, one file for each of its screens."""

from django.utils import translation

from fugong.doors.guard.texts import duty, holds, keeping, passing, visits, yard

TEXTS = passing.TEXTS | duty.TEXTS | holds.TEXTS | keeping.TEXTS | visits.TEXTS | yard.TEXTS

OTHER = {"zh": "English", "en": "中文"}


def both_languages() -> dict[str, dict[str, str]]:
    """All words in Chinese and English, so that the page can change over without a network."""
    words = {}
    for name, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            words[name] = {key: str(text) for key, text in TEXTS.items()} | {"other_language": OTHER[name]}
    return words
