from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "fugong.policies"
    label = "policies"

    def ready(self) -> None:
        from fugong.notices import wording as notices
        from fugong.policies import wording

        for kind, (text, address) in wording.KINDS.items():
            notices.register(kind, text, address)
