"""Signing in and out: the few of allauth's views we use, each marked with whom it is open to."""

from allauth.account import views
from django.urls import path

from fugong.core.access import open_to

urlpatterns = [
    path("login/", open_to("anyone")(views.login), name="account_login"),
    path("logout/", open_to("anyone")(views.logout), name="account_logout"),
    path("closed/", open_to("anyone")(views.signup), name="account_signup"),
    path("inactive/", open_to("anyone")(views.account_inactive), name="account_inactive"),
]
