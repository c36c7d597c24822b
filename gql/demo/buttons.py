"""The buttons below a finished picture, as new-api keeps them: JSON text with its keys in its order."""

import json
from typing import Final

# Stands for the id of the picture, which every button names.
PICTURE_ID: Final = "00000000-0000-4000-8000-000000000000"

DIGITS: Final = ("1️⃣", "2️⃣", "3️⃣", "4️⃣")


def _button(custom_id: str, emoji: str = "", label: str = "") -> dict[str, object]:
    return {"customId": custom_id, "emoji": emoji, "label": label, "style": 2, "type": 2}


def _text(*buttons: dict[str, object]) -> str:
    return json.dumps(buttons, ensure_ascii=False, separators=(",", ":"))


NO_BUTTONS: Final = _text()
GRID_BUTTONS: Final = _text(
    *(_button(f"MJ::JOB::upsample::{number}::{PICTURE_ID}", label=f"U{number}") for number in range(1, 5)),
    _button(f"MJ::JOB::reroll::0::{PICTURE_ID}::SOLO", "🔄"),
    *(_button(f"MJ::JOB::variation::{number}::{PICTURE_ID}", label=f"V{number}") for number in range(1, 5)),
)
UPSCALE_BUTTONS: Final = _text(
    _button(f"MJ::JOB::upsample_v6_2x_subtle::1::{PICTURE_ID}::SOLO", "upscale_1", "Upscale (Subtle)"),
    _button(f"MJ::JOB::low_variation::1::{PICTURE_ID}::SOLO", "🪄", "Vary (Subtle)"),
    _button(f"MJ::Inpaint::1::{PICTURE_ID}::SOLO", "🖌️", "Vary (Region)"),
    _button(f"MJ::Outpaint::50::1::{PICTURE_ID}::SOLO", "🔍", "Zoom Out 2x"),
    _button(f"MJ::CustomZoom::{PICTURE_ID}", "🔍", "Custom Zoom"),
    _button(f"MJ::JOB::pan_left::1::{PICTURE_ID}::SOLO", "⬅️"),
    _button(f"MJ::BOOKMARK::{PICTURE_ID}", "❤️"),
)
DESCRIBE_BUTTONS: Final = _text(
    *(_button(f"MJ::Job::PicReader::{number}", emoji) for number, emoji in enumerate(DIGITS, 1)),
    _button("MJ::Picread::Retry", "🔄"),
)
SHORTEN_BUTTONS: Final = _text(
    *(_button(f"MJ::Job::PromptAnalyzer::{number}", emoji) for number, emoji in enumerate(DIGITS[:3], 1))
)
