from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "fugong.screening"
    label = "screening"

    def ready(self) -> None:
        from fugong.core import events, providers
        from fugong.directory.events import PeopleChanged, PersonLeft, PhoneAnswered
        from fugong.screening import listening

        events.subscribe(PeopleChanged, listening.on_people_changed)
        events.subscribe(PersonLeft, listening.on_person_left)
        events.subscribe(PhoneAnswered, listening.on_phone_answered)
        providers.register("menu_count", "screening", listening.menu_count)
        providers.register("dismissal_bar", "screening", listening.dismissal_bar)
