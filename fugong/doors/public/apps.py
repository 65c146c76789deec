from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "fugong.doors.public"
    label = "door_public"
