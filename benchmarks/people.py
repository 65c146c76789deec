"""Fills the database of FUGONG_HOME with an enterprise, a gate device and workers who may enter; prints them as JSON.

python -m benchmarks.people NUMBER [PASSES]    so many passes in all, the workers in turn; default: one each
"""

import json
import sys
from datetime import timedelta

from fugong.doors.cli import environment


def main(number: int, passes_in_all: int) -> None:
    environment.setup_django()
    from django.db import transaction

    from fugong.core import clock, codes, secrets
    from fugong.core.ids import new_id
    from fugong.core.tokens import digest, new_reference, new_secret, new_token
    from fugong.directory.models import Enterprise, Person, Region
    from fugong.gates.models import Checkpoint, Device
    from fugong.screening.models import Standing

    now, today = clock.now(), clock.today()
    region, _made = Region.objects.get_or_create(code="410802", defaults={"name": "解放区"})
    enterprise = Enterprise.objects.create(
        uscc=new_secret(12)[:18], name="焦作测量机械有限公司", region=region, pack="jiaozuo_2020",
        poster_secret=new_secret(), poster_rotated_at=now, mark_secret=new_secret(),
    )  # fmt: skip
    token = new_token("fgd")
    Device.objects.create(
        checkpoint=Checkpoint.objects.create(enterprise=enterprise, name="东门"),
        name="平板",
        digest=digest(token),
    )
    people = [
        Person(
            enterprise=enterprise, reference=new_reference(), job_number=f"A{n:05d}", name="张三丰",
            id_number=f"{n:018d}", id_index=f"{n:032d}", id_last6_index=f"{n:032d}",
        )
        for n in range(number)
    ]  # fmt: skip
    standings = [
        Standing(
            person=person, verdict="clear", reason="ok", for_day=today, declared_on=today, reported_for=today
        )
        for person in people
    ]
    with transaction.atomic():
        Person.objects.bulk_create(people)
        Standing.objects.bulk_create(standings)
    key = secrets.signing_keys()[0]
    passes = [
        codes.issue_pass(
            key, enterprise=enterprise.pk, reference=person.reference, masked_name="张*丰", team="一车间 甲班",
            verdict="clear", reason="ok", issued=now, expires=now + timedelta(hours=2), pass_id=new_id(),
        )
        for person in (people[n % number] for n in range(passes_in_all))
    ]  # fmt: skip
    print(
        json.dumps(
            {
                "token": token,
                "passes": passes,
                "enterprise": str(enterprise.pk),
                "point": key.public.point.hex(),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[-1]))
