"""Evidence: the packs that others can check without this node. Those of a case, those of a clear screening, and the check of one."""
