# SPDX-License-Identifier: Apache-2.0
"""What results mean to an engineer: indicators, held against standards. Imports only base.

``files.assess_files`` is the whole of it; ``formulas`` compute, ``standards`` say what is asked, ``judge`` compares.
"""
