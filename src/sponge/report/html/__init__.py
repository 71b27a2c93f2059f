# SPDX-License-Identifier: Apache-2.0
"""Results as one page that needs nothing but a browser: ``sponge report``."""
