"""`/healthz`: 200 once the database answers and is migrated."""

from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from fugong.core.access import open_to

_migrated = False


@open_to("anyone")
def healthz(request: HttpRequest) -> HttpResponse:
    global _migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (OperationalError, ProgrammingError):
        return HttpResponse("database does not answer", status=503, content_type="text/plain")
    if not _migrated:
        return HttpResponse("not migrated", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
