"""Checks a bundle by its README and the formats that it names, with nothing of ours: check.py BUNDLE VKEYS.

Signatures are checked by the program openssl; everything else is Python's own. The first thing that is wrong ends it with 1.
"""

import base64
import collections
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zoneinfo

BUNDLE, VKEYS = sys.argv[1:]
# What comes before a raw Ed25519 key in SPKI (RFC 8410).
SPKI = bytes.fromhex("302a300506032b6570032100")
TILE = 256


def read(path):
    with open(os.path.join(BUNDLE, path), "rb") as file:
        return file.read()


def sha256(data):
    return hashlib.sha256(data).digest()


def demand(holds, what):
    if not holds:
        sys.exit(f"WRONG: {what}")


def root(hashes):
    """The Merkle Tree Hash of RFC 6962, of leaves that are hashed already."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"")
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root(hashes[:split]) + root(hashes[split:]))


def key(vkey):
    name, key_id, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    demand(sha256(name.encode() + b"\n" + raw)[:4].hex() == key_id and raw[0] == 1 and len(raw) == 33, f"key {vkey}")
    return name, bytes.fromhex(key_id), raw[1:]


def is_signed(text, signature, public):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "text", "signature")]
        for path, data in zip(paths, (SPKI + public, text, signature)):
            with open(path, "wb") as file:
                file.write(data)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths[0], "-rawin", "-in", paths[1], "-sigfile", paths[2]]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def opened(note, keys):
    """The lines of a signed note's text. Whoever else has signed it is passed over."""
    end = note.rindex(b"\n\n")
    text, signed = note[: end + 1], False
    for line in note[end + 2 :].decode().splitlines():
        name, encoded = re.fullmatch("\u2014 (\\S+) (\\S+)", line).groups()
        signature = base64.b64decode(encoded, validate=True)
        for known in keys:
            if known[:2] == (name, signature[:4]):
                demand(is_signed(text, signature[4:], known[2]), f"the signature of {name}")
                signed = True
    demand(signed, "a note that no trusted key has signed")
    return text.decode().splitlines()


def tile_path(level, n, width):
    path = f"{n % 1000:03}"
    while n >= 1000:
        n //= 1000
        path = f"x{n % 1000:03}/{path}"
    return f"ledger/tile/{level}/{path}" + (f".p/{width}" if width < TILE else "")


def tiles(items):
    return [items[at : at + TILE] for at in range(0, len(items), TILE)]


def entries(bundle):
    while bundle:
        length = 2 + int.from_bytes(bundle[:2], "big")
        demand(length <= len(bundle), "an entry that is cut off")
        yield bundle[2:length]
        bundle = bundle[length:]


def check_ledger(keys):
    origin, size, said = opened(read("ledger/checkpoint"), keys)
    size = int(size)
    leaves = [entry for n in range(0, size, TILE) for entry in entries(read(tile_path("entries", n // TILE, min(TILE, size - n))))]
    demand(len(leaves) == size and origin == keys[0][0], "the size or the origin of the checkpoint")
    hashes = [sha256(b"\x00" + leaf) for leaf in leaves]
    level, row = 0, hashes
    while row:
        for n, tile in enumerate(tiles(row)):
            demand(read(tile_path(level, n, len(tile))) == b"".join(tile), f"tile {level}/{n}")
        level, row = level + 1, [root(tile) for tile in tiles(row) if len(tile) == TILE]
    demand(base64.b64encode(root(hashes)).decode() == said, "the root of the checkpoint")
    for line in read("checkpoints.jsonl").splitlines():
        _, earlier, said = opened(json.loads(line).encode(), keys)
        demand(base64.b64encode(root(hashes[: int(earlier)])).decode() == said, f"the checkpoint of {earlier} events")
    return origin, [json.loads(leaf) for leaf in leaves]


def check_events(leaves):
    lines = [line for name in sorted(os.listdir(os.path.join(BUNDLE, "events"))) for line in read(f"events/{name}").split(b"\n")[:-1]]
    demand(len(lines) == len(leaves), "how many events there are")
    next_revision = collections.Counter()
    for index, (leaf, line) in enumerate(zip(leaves, lines)):
        demand(leaf["index"] == index and leaf["payloadHash"] == sha256(line).hex(), f"event {index}")
        demand(leaf["revision"] == next_revision[leaf["stream"]], f"the revision of event {index}")
        next_revision[leaf["stream"]] += 1
    return [(leaf["type"], json.loads(line)) for leaf, line in zip(leaves, lines)]


def check_list(origin, keys):
    listed = read("bundle.json")
    demand(opened(read("bundle.note"), keys) == [f"{origin}/bundle/v1", base64.b64encode(sha256(listed)).decode()], "bundle.note")
    for path, said in json.loads(listed)["files"].items():
        demand(sha256(read(path)).hex() == said, path)


def attempts(events):
    rows = {}
    for kind, data in events:
        if kind == "ContactAttempted":
            at = datetime.datetime.fromisoformat(data["attemptedAt"].replace("Z", "+00:00"))
            day = at.astimezone(zoneinfo.ZoneInfo(data["meaning"]["dayZone"])).date().isoformat()
            rows[data["attemptId"]] = {"standing": True, "campaign_id": data["campaignId"], "day": day, "reached": data["meaning"]["contact"], "refused": data["meaning"]["refused"]}
        elif kind == "ContactAttemptVoided":
            rows[data["attemptId"]]["standing"] = False
    return rows


def gifts(events):
    rows = {}
    for kind, data in events:
        if kind in ("ContributionReceived", "RefundReported", "ContributionAmended"):
            book = "filed" if "filing" in data else "published" if data["source"] == "fec-bulk" else "own"
            rows[data["contributionId"]] = {"standing": True, "committee_id": data["committeeId"], "book": book, "day": data["receivedOn"], "amount_cents": data["amountCents"], "memo": data.get("memo", False)}
        elif kind == "ContributionWithdrawn":
            rows[data["contributionId"]]["standing"] = False
    return rows


def check_figure(name, made, row_id, kinds=None):
    told = [row for row in map(json.loads, read(f"figures/{name}.jsonl").splitlines()) if kinds is None or row["kind"] in kinds]
    demand(len(told) == len(made), f"how many rows {name} has")
    for row in told:
        demand({column: row[column] for column in made[row[row_id]]} == made[row[row_id]], f"{name}, {row[row_id]}")
    return len(told)


trusted = [key(line) for line in open(VKEYS, encoding="utf-8").read().split()]
ledger, envelopes = check_ledger(trusted)
history = check_events(envelopes)
check_list(ledger, trusted)
knocks = check_figure("contact_rates", attempts(history), "attempt_id")
received = check_figure("receipts", gifts(history), "contribution_id", ("contribution", "reported-refund"))
print(f"{len(history)} events, {knocks} attempts, {received} contributions")
