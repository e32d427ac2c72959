"""The decision workflow: plain functions, each one transaction, that REST and pages both call.

Each takes the desk and the principal first, checks its own right, and gives JSON-like values.
"""

from api.decisions.batch import Chosen, Result, leave_standing
from api.decisions.claims import claim, release
from api.decisions.comment import Comment
from api.decisions.context import context_of
from api.decisions.document import PAGE_ACTIONS
from api.decisions.evidence import attach, list_evidence, picture, preserve
from api.decisions.executions import Deed, execute
from api.decisions.grounds import grounds_of
from api.decisions.intake import Receipt, receive
from api.decisions.previews import previews
from api.decisions.queue import Filter, count_decisions, list_decisions
from api.decisions.reviews import Verdict, review
from api.decisions.saved_drafts import Saved, save_draft, saved_drafts
from api.decisions.timeline import timeline
from api.decisions.undo import reopen, restore, undoing
from api.decisions.views import history, outline, show

__all__ = [
    "PAGE_ACTIONS",
    "Chosen",
    "Comment",
    "Deed",
    "Filter",
    "Receipt",
    "Result",
    "Saved",
    "Verdict",
    "attach",
    "claim",
    "context_of",
    "count_decisions",
    "execute",
    "grounds_of",
    "history",
    "leave_standing",
    "list_decisions",
    "list_evidence",
    "outline",
    "picture",
    "preserve",
    "previews",
    "receive",
    "release",
    "reopen",
    "restore",
    "review",
    "save_draft",
    "saved_drafts",
    "show",
    "timeline",
    "undoing",
]
