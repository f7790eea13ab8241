"""Complete passive authentications in a CPU-second of one thread, on our own country PKI.

    python benchmarks/documents/authentication.py [--json] [--count 200] [--rounds 5]

Countries that sign with RSA, RSA-PSS, ECDSA P-256, brainpool 256 and brainpool 384 (Brainpool's written out),
five document signers each; every passport has its own groups (MRZ, portrait of 16 kB, keys) and its own security
object. One authentication is all of it: every hash, the signature, chain to the authority, validity, revocation,
freshness and country, as findings in hand. `warm` has seen each signer before, as a desk has; `cold` has not, so each
passport's signer is read and its chain proved. Beside it `openssl cms -verify` checks signature and chain of the same
objects, one process each as its command line works; what `openssl version` takes, the start of a process, is also
given taken off. openssl hashes no groups here and looks at no revocation; those it refuses (curves written out) are
told by `verified`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.documents.pki import TrustStore, read_material, read_security_object
from limen.documents.pki.certificate import forget
from limen.documents.verify import passive_authentication
from limen.specimens.issuing import Country

ON = date(2026, 11, 22)
_ALGORITHMS = ("rsa-pss", "rsa", "p256", "brainpool256", "brainpool384")
_STATES = ("AUT", "BEL", "CZE", "DNK", "EST")
_SIGNERS = 5
Files = dict[str, bytes]


def countries() -> dict[str, Country]:
    """One country for each algorithm; those with curves of Brainpool write them out."""
    return {
        name: Country(state, algorithm=name, explicit=name.startswith("brainpool"))
        for name, state in zip(_ALGORITHMS, _STATES, strict=True)
    }


def passports(country: Country, count: int) -> list[Files]:
    """Distinct passports of a country, by each of its signers in turn."""
    signers = [country.signer(number) for number in range(1, _SIGNERS + 1)]
    made = []
    for number in range(count):
        mrz = f"P<{country.code}DOOR<<SPECIMEN".ljust(44, "<") + f"{number:09d}0{country.code}".ljust(44, "<")
        groups = {
            1: b"\x61\x5b\x5f\x1f\x58" + mrz.encode(),
            2: b"\x75\x82\x3e\x80" + number.to_bytes(8, "big") * 2000,
            14: b"\x6e\x12\x31\x10" + number.to_bytes(16, "big"),
        }
        sod = signers[number % _SIGNERS].security_object(groups)
        made.append({"SOD": sod, **{f"DG{group}": content for group, content in groups.items()}})
    return made


def store(states: Sequence[Country]) -> TrustStore:
    """A store of all the countries with their revocation lists."""
    given = [part for state in states for part in (state.csca, state.crl([state.signer(99)]))]
    return TrustStore.of([read_material(part, "given") for part in given])


def once(documents: Sequence[Files], trust: TrustStore) -> float:
    """Authentications in a CPU-second; every one must pass."""
    began = time.process_time()
    for files in documents:
        found = passive_authentication(files, trust, ON)
        levels = (found.signature, found.chain, found.validity, found.revocation, *found.groups.values())
        if any(finding.outcome != "passed" for finding in levels):
            raise SystemExit(f"a sound passport was not passed: {[str(finding) for finding in levels]}")
    return len(documents) / (time.process_time() - began)


def rates(documents: Sequence[Files], states: Sequence[Country], rounds: int) -> dict[str, int]:
    """Warm: signers seen before. Cold: a new store, nothing remembered, one passport of each signer."""
    trust = store(states)
    once(documents, trust)
    warm = statistics.median(once(documents, trust) for _ in range(rounds))
    firsts = list({_signer_of(files): files for files in documents}.values())
    cold = []
    for _ in range(rounds):
        fresh = store(states)
        forget()
        cold.append(once(firsts, fresh))
    return {"warm": round(warm), "cold": round(statistics.median(cold))}


def _signer_of(files: Files) -> str:
    (signer,) = read_security_object(files["SOD"]).signed.certificates
    return signer.sha256


def peer(documents: Sequence[Files], states: Sequence[Country]) -> dict[str, object]:
    """What `openssl cms -verify` makes of the same security objects, one process each."""
    program = shutil.which("openssl")
    if program is None:
        return {"missing": "openssl"}
    with tempfile.TemporaryDirectory() as folder:
        roots, sod = Path(folder) / "roots.pem", Path(folder) / "sod"
        roots.write_text("".join(ssl.DER_cert_to_PEM_cert(state.csca) for state in states))
        command = [program, "cms", "-verify", "-inform", "DER", "-binary", "-in", str(sod), "-CAfile", str(roots)]
        command += ["-purpose", "any", "-attime", str(int(datetime(ON.year, ON.month, ON.day, tzinfo=UTC).timestamp()))]
        verified, whole = 0, 0.0
        for files in documents:
            content = files["SOD"]
            sod.write_bytes(content[2 + (content[1] & 0x7F) :])
            seconds, code = _spent([*command, "-out", os.devnull])
            verified += code == 0
            whole += seconds
        start = statistics.median(_spent([program, "version"])[0] for _ in range(20))
    each = whole / len(documents)
    return {
        "version": subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout.split()[1],
        "objects": len(documents),
        "verified": verified,
        "objects_per_cpu_second": round(1 / each),
        "objects_per_cpu_second_without_start": round(1 / max(each - start, 1e-6)),
    }


def _spent(command: Sequence[str]) -> tuple[float, int]:
    """CPU-seconds of a program, and its exit code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, code


def main() -> None:
    """Measure, print one line, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--count", type=int, default=200, help="passports of each country")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    states = countries()
    made = {name: passports(state, options.count) for name, state in states.items()}
    mixed = [files for row in zip(*made.values(), strict=True) for files in row]
    answer = {
        "benchmark": "documents.verify.passive_authentication",
        "unit": "complete passive authentications per CPU-second, one thread",
        "count": len(mixed),
        "mixed": rates(mixed, list(states.values()), options.rounds),
        "each": {name: rates(made[name], [states[name]], options.rounds) for name in made},
        "openssl": peer(mixed[: len(_ALGORITHMS) * 8], list(states.values())),
        "python": platform.python_version(),
        "machine": platform.processor() or platform.machine(),
        "on": datetime.now(UTC).date().isoformat(),
    }
    if options.json:
        print(json.dumps(answer))
        return
    each = ", ".join(f"{name} {rate['warm']:,}" for name, rate in answer["each"].items())
    print(
        f"passive_authentication: {answer['mixed']['warm']:,}/s warm, {answer['mixed']['cold']:,}/s cold over "
        f"{len(mixed)} passports ({each}); beside it {answer['openssl']}"
    )


if __name__ == "__main__":
    main()
