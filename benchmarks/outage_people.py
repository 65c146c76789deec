"""Fills the database of FUGONG_HOME with a large enterprise, or changes some of its people.

python -m benchmarks.outage_people fill NUMBER | change NUMBER
"""

import random
import sys
from datetime import timedelta

from fugong.doors.cli import environment

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂华建国志玉兰海燕东林红梅云峰"
WORKSHOPS, TEAMS = 10, 12
YESTERDAY = timedelta(days=1)
"""Nothing that is filled in counts as changed lately."""


def fill(number: int) -> None:
    """The device's token and a pass of everybody, as JSON."""
    from django.db import transaction

    from benchmarks.people import main
    from fugong.core import clock
    from fugong.directory.models import Enterprise, Group, Person
    from fugong.screening.models import Standing

    main(number, number)
    chance = random.Random(10)
    enterprise = Enterprise.objects.get()
    with transaction.atomic():
        teams = [
            Group.objects.create(enterprise=enterprise, kind="team", name=f"{n + 1}班", parent=workshop)
            for workshop in [
                Group.objects.create(enterprise=enterprise, kind="workshop", name=f"{n + 1}车间")
                for n in range(WORKSHOPS)
            ]
            for n in range(TEAMS)
        ]
        people = list(Person.objects.all())
        for person in people:
            person.name = chance.choice(SURNAMES) + "".join(
                chance.choices(GIVEN, k=chance.choice([1, 2, 2, 2]))
            )
            person.team = chance.choice(teams)
        Person.objects.bulk_update(people, ["name", "team"], batch_size=500)
        for model in (Person, Group, Standing):
            model._default_manager.update(updated_at=clock.now() - YESTERDAY)


def change(number: int) -> None:
    """So many people are put under observation."""
    from fugong.core.ids import new_id
    from fugong.core.permissions import Actor
    from fugong.directory.models import Enterprise, Person
    from fugong.screening.actions import place_hold

    officer = Actor("account", new_id(), frozenset({"epidemic_officer"}), Enterprise.objects.get().pk)
    for person in Person.objects.order_by("reference")[:number]:
        place_hold(person=person, by=officer, kind="observation", why="measured")


if __name__ == "__main__":
    environment.setup_django()
    {"fill": fill, "change": change}[sys.argv[1]](int(sys.argv[2]))
