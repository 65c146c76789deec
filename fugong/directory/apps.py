from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fugong.directory"
    label = "directory"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.directory import policy_facts, sign_in

        providers.register("actor", "directory", sign_in.actor_of)
        providers.register("policy_fact", "directory", policy_facts.known)
