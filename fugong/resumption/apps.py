from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "fugong.resumption"
    label = "resumption"
