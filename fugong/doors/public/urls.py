"""Addresses of this door: the start page, the first page of each role, articles and notices."""

from django.urls import path

from fugong.doors.public import demo, lookup, pages, published

app_name = "public"
urlpatterns = [
    path("", pages.start, name="start"),
    path("home/", pages.home, name="home"),
    path("articles/<str:id>/", pages.article, name="article"),
    path("notice/<str:which>/", pages.notice, name="notice"),
    path("c/<str:secret>/", lookup.case_lookup, name="case_lookup"),
    path("resumption/<str:region>/", published.published, name="published"),
    path("demo/enter/<str:role>/", demo.enter, name="demo_enter"),
]
