"""Make `src/bbchat/encoding/model/reference.npz`, by which `bbchat doctor` knows whether the encoder works.

Run after each change of the encoder or of the sentences, from the root of a checkout, where the encoder is known to
work (`tools/build_encoder.py` proves it):

    .venv/bin/python tools/build_reference.py
"""

from __future__ import annotations

from bbchat.encoding.encoder import Encoder
from bbchat.encoding.reference import FILE, likeness, save_reference

if __name__ == "__main__":
    encoder = Encoder.load()
    save_reference(encoder)
    print(f"{FILE.name}: {FILE.stat().st_size} bytes, read back with a likeness of {likeness(encoder):.4f}.")
