from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fugong.cases"
    label = "cases"
