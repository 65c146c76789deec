from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "fugong.gates"
    label = "gates"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.gates.queries.temperatures import gate_temperatures

        providers.register("gate_temperatures", "gates", gate_temperatures)
