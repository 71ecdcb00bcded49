"""Which studies of the registries are ours, and what they are: a proposal with the words it rests on."""

from trials.registries.scope.classify import Material, Proposal, classify, material_of
from trials.registries.scope.products import Product, ProductNames

__all__ = ["Material", "Product", "ProductNames", "Proposal", "classify", "material_of"]
