# SPDX-License-Identifier: Apache-2.0
"""What results mean to an engineer: indicators of zones and of the whole district. Imports only base."""
