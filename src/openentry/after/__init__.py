"""What follows an invitation: whether it still holds on a day (A11.2), and the papers that go with the application.

Nothing here decides an application; an officer does. What is said is what the law's text gives for the facts declared.
"""

from openentry.after.checklist import Item, checklist
from openentry.after.invitation import Caution, Finding
from openentry.after.people import SELF, Member, Residence
from openentry.after.standing import Standing, standing

__all__ = ["SELF", "Caution", "Finding", "Item", "Member", "Residence", "Standing", "checklist", "standing"]
