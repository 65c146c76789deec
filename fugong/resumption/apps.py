from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "fugong.resumption"
    label = "resumption"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.resumption import queries

        providers.register("start_bar", "resumption", queries.start_bar)
