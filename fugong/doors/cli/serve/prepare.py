"""What comes before serving: migrations, statistics, the static files laid out for the proxy, the nightly deletions.

python -m fugong.doors.cli.serve.prepare
"""

from fugong.doors.cli import environment


def main() -> None:
    environment.setup_django()
    from django.core.management import call_command

    from fugong.core import statistics

    call_command("migrate", interactive=False, verbosity=0)
    statistics.refresh()
    # Ninja's documentation bundle is not served: its page loads what it needs from elsewhere.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["ninja"])
    from fugong.cases import tasks as papers
    from fugong.gates import tasks as nightly
    from fugong.policies import tasks as matching
    from fugong.production import tasks as morning
    from fugong.resumption import tasks as midnight
    from fugong.screening import tasks as midday

    papers.schedule()
    nightly.schedule()
    morning.schedule()
    midnight.schedule()
    matching.schedule()
    midday.schedule()


if __name__ == "__main__":
    main()
