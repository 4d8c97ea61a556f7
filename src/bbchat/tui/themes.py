"""The colors: calm, with enough contrast to read (WCAG 2.1 AA), and the same meaning in sixteen colors."""

from __future__ import annotations

from textual.theme import Theme


def _bars(line: str, background: str) -> dict[str, str]:
    """The colors of rules and of scroll bars, which look the same whether the mouse is on them or not."""
    parts = ("", "-hover", "-active")
    bars = {f"scrollbar{part}": line for part in parts}
    return {"line": line, **bars, **{f"scrollbar-background{part}": background for part in parts}}


DARK = Theme(
    name="dark",
    primary="#8fb8de",
    secondary="#a7c4a0",
    accent="#e8c07d",
    warning="#e8c07d",
    error="#f2a0a0",
    foreground="#e6e6e1",
    background="#16191d",
    surface="#1d2126",
    panel="#2a3037",
    dark=True,
    variables={
        "quiet": "#b4b9be",
        **_bars("#7d868f", "#16191d"),
        "input-cursor-background": "#e6e6e1",
        "input-cursor-foreground": "#16191d",
        "input-selection-background": "#3f5a73",
    },
)
LIGHT = Theme(
    name="light",
    primary="#1d5683",
    secondary="#38633a",
    accent="#7a4a00",
    warning="#7a4a00",
    error="#9c1c1c",
    foreground="#1c2024",
    background="#fbfaf7",
    surface="#f2f0ea",
    panel="#e6e3da",
    dark=False,
    variables={
        "quiet": "#4a5157",
        **_bars("#757b80", "#fbfaf7"),
        "input-cursor-background": "#1c2024",
        "input-cursor-foreground": "#fbfaf7",
        "input-selection-background": "#b9d3ea",
    },
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000050",
    luminosity_spread=0.0,
    text_alpha=1.0,
    dark=True,
    variables={
        "quiet": "#ffffff",
        **_bars("#ffffff", "#000000"),
        "input-cursor-background": "#ffff00",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#0000a0",
    },
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST)}
"""By name, in the order in which a key goes through them."""


def after(name: str) -> str:
    """The theme that comes after one; the first where there is no such theme, or no next."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
