"""``python -m comity.cli``: the same as the ``comity`` command, where scripts are not on the path."""

from comity.cli.start import main

main()
