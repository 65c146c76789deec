from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fugong.doors.cases"
    label = "door_cases"
