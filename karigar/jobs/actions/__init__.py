"""Everything that changes a job; the only writer of this module's tables."""

from karigar.jobs.actions.bulk import bulk_publish, import_jobs
from karigar.jobs.actions.posts import (
    close_job,
    discard_draft,
    edit_job,
    lift_proposals,
    pause_job,
    publish_job,
    reopen_job,
    repost_job,
    save_draft,
)
from karigar.jobs.actions.records import (
    count_invitation,
    count_proposal,
    expire_job,
    forget_job,
    index_jobs,
    let_in,
    note_client_act,
    note_hire,
    remember_job,
    warn_of_expiry,
)
from karigar.jobs.actions.staff import flag_job, remove_for_suspension, remove_job, restore_job

__all__ = [
    "bulk_publish",
    "close_job",
    "count_invitation",
    "count_proposal",
    "discard_draft",
    "edit_job",
    "expire_job",
    "flag_job",
    "forget_job",
    "import_jobs",
    "index_jobs",
    "let_in",
    "lift_proposals",
    "note_client_act",
    "note_hire",
    "pause_job",
    "publish_job",
    "remember_job",
    "remove_for_suspension",
    "remove_job",
    "reopen_job",
    "repost_job",
    "restore_job",
    "save_draft",
    "warn_of_expiry",
]
