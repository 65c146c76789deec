from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "fugong.gates"
    label = "gates"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.gates import wording
        from fugong.gates.queries.fever import menu_count
        from fugong.gates.queries.temperatures import gate_temperatures

        wording.register_notices()
        providers.register("menu_count", "gates", menu_count)
        providers.register("gate_temperatures", "gates", gate_temperatures)
