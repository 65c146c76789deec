from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "fugong.gates"
    label = "gates"
