"""A register of documents as one writes it for Tryton: the peer of the bench `creation`.

An entry has a number without holes, its correspondents, the office to which it is given and its documents, and one call writes all of it in
one transaction.
"""

from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool


class Registration(ModelSQL, ModelView):
    """An entry of the register."""

    __name__ = "bench.registration"

    number = fields.Char("Number", readonly=True)
    direction = fields.Selection([("in", "In"), ("out", "Out"), ("internal", "Internal")], "Direction", required=True)
    means = fields.Char("Means", required=True)
    subject = fields.Char("Subject", required=True)
    correspondents = fields.One2Many("bench.correspondent", "registration", "Correspondents")
    assignments = fields.One2Many("bench.assignment", "registration", "Assignments")
    attachments = fields.One2Many("ir.attachment", "resource", "Documents")

    @classmethod
    def preprocess_values(cls, mode, values):
        """Numbers a new entry. Early, as Tryton's own modules do: whoever finds the sequence locked begins anew, and has done little."""
        values = super().preprocess_values(mode, values)
        if mode == "create":
            pool = Pool()
            sequence = pool.get("ir.sequence.strict")(pool.get("ir.model.data").get_id("municipio_bench", "sequence"))
            values["number"] = sequence.get()
        return values


class Correspondent(ModelSQL, ModelView):
    """Who writes, or is written to."""

    __name__ = "bench.correspondent"

    registration = fields.Many2One("bench.registration", "Registration", required=True, ondelete="RESTRICT")
    name = fields.Char("Name", required=True)
    address = fields.Char("Address")


class Assignment(ModelSQL, ModelView):
    """Whom an entry is given to: a group of users."""

    __name__ = "bench.assignment"

    registration = fields.Many2One("bench.registration", "Registration", required=True, ondelete="RESTRICT")
    group = fields.Many2One("res.group", "Group", required=True, ondelete="RESTRICT")
    state = fields.Selection([("waiting", "Waiting"), ("taken", "Taken")], "State", required=True)

    @classmethod
    def default_state(cls):
        """As it is when the entry is made."""
        return "waiting"
