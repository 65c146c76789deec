from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "fugong.doors.bureau"
    label = "door_bureau"
