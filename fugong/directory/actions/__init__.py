"""The directory's writes, by noun."""

from fugong.directory.actions.accounts import (
    appoint,
    create_account,
    dismiss,
    issue_token,
    revoke_token,
    set_password,
    switch_off,
    switch_on,
)
from fugong.directory.actions.authorities import (
    change_authority,
    classify_enterprise,
    cover,
    create_authority,
    uncover,
)
from fugong.directory.actions.enterprises import (
    change_settings,
    create_enterprise,
    create_group,
    load_regions,
    rename_group,
    rotate_poster,
)
from fugong.directory.actions.people import (
    add_certificate,
    bring_back,
    mark_left,
    move_to_team,
    open_values,
    record_return,
    remove_certificate,
    save_person,
)
from fugong.directory.actions.phones import answer_phone, bind_phone, forget_phone, purge_attempts, recognise
from fugong.directory.actions.purging import purge_left
from fugong.directory.actions.rosters import ImportCounts, Refused, import_roster
from fugong.directory.actions.uploads import (
    delete_upload,
    purge_uploads,
    run_import,
    save_mapping,
    start_import,
    upload_roster,
)

__all__ = [
    "ImportCounts",
    "Refused",
    "add_certificate",
    "answer_phone",
    "appoint",
    "bind_phone",
    "bring_back",
    "change_authority",
    "change_settings",
    "classify_enterprise",
    "cover",
    "create_account",
    "create_authority",
    "create_enterprise",
    "create_group",
    "delete_upload",
    "dismiss",
    "forget_phone",
    "import_roster",
    "issue_token",
    "load_regions",
    "mark_left",
    "move_to_team",
    "open_values",
    "purge_attempts",
    "purge_left",
    "purge_uploads",
    "recognise",
    "record_return",
    "remove_certificate",
    "rename_group",
    "revoke_token",
    "rotate_poster",
    "run_import",
    "save_mapping",
    "save_person",
    "set_password",
    "start_import",
    "switch_off",
    "switch_on",
    "uncover",
    "upload_roster",
]
