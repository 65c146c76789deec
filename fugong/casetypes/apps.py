from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class CasetypesConfig(AppConfig):
    name = "fugong.casetypes"
    label = "casetypes"

    def ready(self) -> None:
        """Every folder here is a case type: its `spec.py` holds CASE_TYPE. Nothing else names them."""
        from fugong.cases import registry

        for spec in sorted(Path(__file__).parent.glob("*/spec.py")):
            registry.register(import_module(f"fugong.casetypes.{spec.parent.name}.spec").CASE_TYPE)
