from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "fugong.screening"
    label = "screening"
