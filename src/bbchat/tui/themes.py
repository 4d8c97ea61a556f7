"""The colours: calm, with enough contrast to read (WCAG 2.1 AA), and the same meaning in sixteen colours."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="bbchat-dark",
    primary="#8fb8de",
    secondary="#a7c4a0",
    accent="#e8c07d",
    warning="#e8c07d",
    error="#f2a0a0",
    foreground="#e6e6e1",
    background="#16191d",
    surface="#1d2126",
    panel="#262b31",
    dark=True,
    variables={
        "input-cursor-background": "#e6e6e1",
        "input-cursor-foreground": "#16191d",
        "footer-key-foreground": "#e8c07d",
        "quiet": "#b4b9be",
    },
)
