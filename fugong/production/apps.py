from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "fugong.production"
    label = "production"
