"""Names: what a name is made of, in any script.

``clean`` removes what is not part of a name, ``romanisations`` writes any script in Latin letters the ways passports, lists and
newspapers do, and ``analyse`` takes a name apart into weighted words with roles. Tables of titles, particles, legal forms,
generic words, given-name families and countries are data files with their sources.
"""
