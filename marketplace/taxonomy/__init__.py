"""Reference lists: categories, units and quantities, provinces and wards, certificates, papers, channels."""
