from django.apps import AppConfig


class CasetypesConfig(AppConfig):
    name = "fugong.casetypes"
    label = "casetypes"
