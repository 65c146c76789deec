"""Addresses of this door."""

from fugong.doors.desk.urls_duty import duty_urls
from fugong.doors.desk.urls_people import people_urls
from fugong.doors.desk.urls_production import production_urls
from fugong.doors.desk.urls_site import site_urls
from fugong.doors.desk.urls_startup import startup_urls
from fugong.doors.desk.urls_terminals import terminal_urls
from fugong.doors.desk.urls_visits import visit_urls
from fugong.doors.desk.urls_yard import yard_urls

app_name = "desk"
urlpatterns = [
    *people_urls,
    *site_urls,
    *duty_urls,
    *production_urls,
    *startup_urls,
    *terminal_urls,
    *visit_urls,
    *yard_urls,
]
