from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fugong.cases"
    label = "cases"

    def ready(self) -> None:
        from fugong.cases import listening, wording
        from fugong.core import events
        from fugong.directory.events import EnterpriseClassified

        events.subscribe(EnterpriseClassified, listening.on_classified)
        wording.register()
