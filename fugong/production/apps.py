from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "fugong.production"
    label = "production"

    def ready(self) -> None:
        from fugong.core import providers
        from fugong.notices import wording as notices
        from fugong.production import filing, wording

        providers.register("filing_source", "production", filing.filing_source)
        notices.register("rush_work", wording.notice_words, wording.notice_address)
