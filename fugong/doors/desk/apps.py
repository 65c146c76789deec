from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fugong.doors.desk"
    label = "door_desk"
