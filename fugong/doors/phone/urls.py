"""Addresses of this door."""

app_name = "phone"
urlpatterns: list = []
