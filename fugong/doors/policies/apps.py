from django.apps import AppConfig


class PoliciesDoorConfig(AppConfig):
    name = "fugong.doors.policies"
    label = "door_policies"
