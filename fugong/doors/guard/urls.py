"""Addresses of the guard's door, under /gate/."""

from django.urls import path

from fugong.doors.guard import views

app_name = "guard"
urlpatterns = [
    path("", views.gate, name="gate"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("bind/<str:ticket>/", views.bind, name="bind"),
]
