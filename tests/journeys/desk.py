"""Somebody with an account signs in."""

from playwright.sync_api import Page

from tests.builders import PASSWORD, Member
from tests.journeys.browser import Visitor


def sign_in(visitor: Visitor, member: Member, path: str) -> Page:
    """The sign-in page in front of `path`, filled in."""
    page = visitor.open(path)
    page.get_by_label("账号").fill(member.account.login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")
    return page
