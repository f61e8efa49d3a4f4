"""Colours for themes: as far apart as so many can be, for readers who tell red from green and for those who do not."""

from __future__ import annotations

# Made once with glasbey 0.4.0 (lightness 35-75, chroma 20-100, colorblind_safe, severity 100): each colour as far as can be
# from those before it, so that the largest themes differ most. Beyond some 15 no palette is safe for every eye: names on
# the map and one theme alone tell the rest.
PALETTE = """
    #2879ff #ca0400 #ff14a2 #f3c200 #1cbaff #59df9a #4d718e #247d55 #f3b2e7 #f36d3d #35a665 #558ed7
    #9a617d #86c6b6 #d78ace #6d8eaa #28e35d #6d823d #14dbff #416dbe #e72400 #d79275 #f78604 #5d8671
    #eb71a2 #a686d2 #65aa51 #0092ff #f3b6c2 #3dc2b6 #31a2ff #ebbad2 #2861ff #92791c #7979b2 #ce0096
    #41ce9e #ff3d00 #6d865d #359a96 #c679b2 #d7ca8a #3d7d14 #4d7569 #dba6e3 #a6aaeb #317d3d #ae7d86
    #6175db #9ac6ca #f7be55 #61c655 #d7ae7d #0c6ddb #8aaa86 #28aa18 #2d7979 #24df24 #8a59aa #459686
""".split()
OUTSIDE_GREY = "#b4b4b4"


def theme_colours(count: int) -> list[str]:
    """So many colours, "#rrggbb", the most different first; they start again after sixty."""
    return [PALETTE[k % len(PALETTE)] for k in range(count)]
