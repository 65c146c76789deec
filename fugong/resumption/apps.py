from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "fugong.resumption"
    label = "resumption"

    def ready(self) -> None:
        from fugong.cases.events import CaseMoved
        from fugong.core import events, providers
        from fugong.directory.events import EnterpriseClassified, PeopleChanged, PersonLeft
        from fugong.notices import wording as notices
        from fugong.resumption import listening, policy_facts, queries, wording
        from fugong.screening.events import StandingChanged

        events.subscribe(CaseMoved, listening.on_case_moved)
        events.subscribe(PeopleChanged, listening.on_people_changed)
        events.subscribe(StandingChanged, listening.on_people_changed)
        events.subscribe(PersonLeft, listening.on_person_left)
        events.subscribe(EnterpriseClassified, listening.on_classified)
        providers.register("start_bar", "resumption", queries.start_bar)
        providers.register("policy_fact", "resumption", policy_facts.known)
        notices.register("startup_allowed", wording.allowed, wording.address)
        notices.register("startup_barred", wording.barred, wording.address)
