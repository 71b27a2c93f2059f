# SPDX-License-Identifier: Apache-2.0
"""Results as one page that needs nothing but a browser: ``sponge report``."""

from sponge.base.libraries import library

for _name in ("jinja2", "plotly"):  # before its modules: their texts are markupsafe's, which jinja2 brings
    library(_name, "html", "a page needs")
