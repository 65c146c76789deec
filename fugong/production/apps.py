from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "fugong.production"
    label = "production"

    def ready(self) -> None:
        from fugong.notices import wording as notices
        from fugong.production import wording

        notices.register("rush_work", wording.notice_words, wording.notice_address)
