from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fugong.cases"
    label = "cases"

    def ready(self) -> None:
        from fugong.cases import wording

        wording.register()
