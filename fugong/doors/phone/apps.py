from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "fugong.doors.phone"
    label = "door_phone"
