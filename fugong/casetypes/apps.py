from django.apps import AppConfig


class CasetypesConfig(AppConfig):
    name = "fugong.casetypes"
    label = "casetypes"

    def ready(self) -> None:
        from fugong import casetypes
        from fugong.cases import registry

        for case_type in casetypes.found():
            registry.register(case_type)
