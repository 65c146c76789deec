from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "fugong.doors.api"
    label = "door_api"
