"""A line of text is tidied and checked in one place."""

import pytest

from fugong.core.errors import Invalid
from fugong.core.lines import line, tidy


def test_spaces_and_breaks_become_one_space():
    assert tidy("  东门\n \t 一号 ") == "东门 一号"
    assert line(" a  b ", "name", 3) == "a b"


@pytest.mark.parametrize(
    ("text", "required", "code"), [(" ", True, "missing"), ("1234", False, "text"), ("a\x07", False, "text")]
)
def test_what_does_not_fit_is_said_at_its_field(text, required, code):
    with pytest.raises(Invalid) as fault:
        line(text, "name", 3, required=required)
    assert (fault.value.code, fault.value.field) == (code, "name")
