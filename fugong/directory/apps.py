from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fugong.directory"
    label = "directory"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.directory import sign_in

        providers.register("actor", "directory", sign_in.actor_of)
