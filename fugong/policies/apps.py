from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "fugong.policies"
    label = "policies"
