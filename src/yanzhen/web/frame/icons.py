"""The line drawings of the look, 24 × 24, drawn with the colour of the text beside them. No picture carries meaning alone."""

from __future__ import annotations

DRAWN = {
    "home": "M4 11 12 4l8 7M6 10v10h4v-6h4v6h4V10",
    "building": "M4 20V8l7-4v16M11 10h8v10M3 20h18M7 10h1M7 13h1M7 16h1M14 13h2M14 16h2",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "chart": "M4 20h16M7 20v-6M12 20V5M17 20v-9",
    "flag": "M6 21V4h11l-2 4 2 4H6",
    "bars": "M5 4v16M5 7h9M5 12h13M5 17h7",
    "checklist": "M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M11 6h9M11 12h9M11 18h9",
    "board": "M4 5h16v10H4zM9 20h6M12 15v5",
    "data": "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3",
    "clock": "M12 3a9 9 0 1 0 .01 0zM12 7v5l3 2",
    "people": "M9 11a3.5 3.5 0 1 0-.01 0zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 11a3 3 0 1 0-1-5.8M17 14c2.5.4 4 2.6 4 6",
    "bell": "M6 17v-6a6 6 0 0 1 12 0v6l1.5 1h-15zM10 20.5h4",
    "search": "M11 4a7 7 0 1 0 .01 0zM16 16l4.5 4.5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "stair": "M3 19h5v-6h6V7h7",
    "cross": "M6 6l12 12M18 6L6 18",
    "question": "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3M12 18.5v.5",
    "hourglass": "M7 4h10M7 20h10M8 4c0 5 8 5 8 8s-8 3-8 8M16 4c0 5-8 5-8 8s8 3 8 8",
    "chevron": "M9 5l7 7-7 7",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "swap": "M4 9h15l-4-4M20 15H5l4 4",
    "key": "M15 3a6 6 0 1 0 .01 0zM10.5 13.5L4 20v1h4v-3h3v-3M16 8v.5",
    "chain": "M10 14l4-4M9 9l2.5-2.5a4 4 0 0 1 6 6L15 15M15 15l-2.5 2.5a4 4 0 0 1-6-6L9 9",
    "tree": "M9 4h6v4H9zM4 16h6v4H4zM14 16h6v4h-6zM12 8v4M7 16v-4h10v4",
    "alert": "M12 4a8 8 0 1 0 .01 0zM12 8v5M12 16v.5",
    "printer": "M7 9V4h10v5M5 9h14v8h-3v-3H8v3H5zM8 14h8v6H8z",
}

FORMATION = tuple((x, y) for x, y in ((0, 0), (-1, 1), (1, 1), (-2, 2), (2, 2), (-3, 3), (3, 3), (-4, 4), (4, 4)))
"""Where the geese of the formation fly, from the first, in steps; with it the mark of 人."""
