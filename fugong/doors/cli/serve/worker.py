"""The task worker: runs what actions have enqueued.

python -m fugong.doors.cli.serve.worker
"""

from types import FrameType

from fugong.doors.cli import environment


def main() -> None:
    environment.setup_django()
    from django_tasks_db.management.commands.db_worker import Worker

    class PatientWorker(Worker):
        """A SIGTERM to the whole group comes twice, from outside and from the supervisor: only the first counts."""

        def shutdown(self, signum: int, frame: FrameType | None) -> None:
            if self.running:
                super().shutdown(signum, frame)

    worker = PatientWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"supervised-{environment.process_label()}",
    )
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    main()
