"""Tools, their names, what can be known about them, and what is known."""

from tools.models.attribute import Attribute
from tools.models.edition import Edition
from tools.models.fact import Fact
from tools.models.names import Alias
from tools.models.tool import Category, Tool

__all__ = ["Alias", "Attribute", "Category", "Edition", "Fact", "Tool"]
