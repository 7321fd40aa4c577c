#!/usr/bin/env python3
"""Measures our input against torchvision's official DINO and SelfPatch transform on the same images, in turns.

  tools/python/bench/compare.py input --images FOLDER           5 rounds, medians
  tools/python/bench/compare.py input --images FOLDER --json

Run it with a Python that has what requirements.txt beside it lists. FOLDER holds JPEG files. Ours is `tfpipeline bench input` on
TFRecords of them, with the paper's crops, 2 of 224 and 8 of 96 pixels; the peer reads the files, in as many processes as there
are cores, each with one thread, as a data loader's workers do. Both measure in a steady state, without their start. "decode and
crop" includes reading and flips, "everything" all of the colours and the normalisation. Above 1, a ratio is in our favour.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Ours and theirs by the same names.
PARTS = {"decode_and_crop": "crop", "everything": "color"}
RECORDS = 1000
BATCH = 64
# Longer than any start of workers takes, in seconds.
PATIENCE = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["input"])
    parser.add_argument("--images", type=pathlib.Path, required=True, help="a folder of JPEG files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=6, help=f"of {BATCH} images, in each of our rounds")
    parser.add_argument("--seconds", type=float, default=10, help="of each of the peer's rounds")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    versions = peer_versions()
    files = sorted(path for path in arguments.images.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    if not files:
        sys.exit(f"compare.py: {arguments.images} holds no JPEG files; name another folder.")
    with tempfile.TemporaryDirectory() as place:
        records = convert(files, pathlib.Path(place))
        ours, theirs = [], []
        for _ in range(arguments.rounds):
            ours.append(measure_ours(records, arguments.batches))
            theirs.append({part: measure_theirs(part, files, arguments.seconds) for part in PARTS})
    report = summary(ours, theirs, versions, len(files))
    if arguments.json:
        print(json.dumps(report, indent=2))
    else:
        show(report)


def peer_versions():
    try:
        import PIL
        import torch
        import torchvision
    except ImportError as e:
        requirements = pathlib.Path(__file__).with_name("requirements.txt")
        sys.exit(f"compare.py: this Python has no {e.name}; install {requirements} and run it with that Python.")
    return {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "pillow": PIL.__version__,
    }


def convert(files, place):
    """TFRecords of so many copies that an epoch is not over at once."""
    images = place / "images"
    for copy in range(-(-RECORDS // len(files))):
        folder = images / str(copy)
        folder.mkdir(parents=True)
        for number, path in enumerate(files):
            shutil.copyfile(path, folder / f"{number:06}.jpg")
    tfpipeline("convert", "--format", "flat", "--input", images, "--output", place / "records")
    return place / "records"


def measure_ours(records, batches):
    flags = ["--config", "selfpatch_vits16_imagenet", "--data", records, "--device", "cpu", "--json"]
    flags += ["--set", f"data.batch_size={BATCH}"]
    return json.loads(tfpipeline("bench", "input", *flags, "--batches", batches, "--rounds", 1))


def tfpipeline(*arguments):
    # The launcher might build in the middle of a measurement.
    starts = sorted((ROOT / "tools" / "target").glob("tfpipeline-*/bin/tfpipeline"))
    if not starts:
        sys.exit("compare.py: there is no build; make one with ./tfpipeline --version")
    environment = {**os.environ, "TFPIPELINE_HOME": str(ROOT)}
    command = [str(argument) for argument in (starts[-1], *arguments)]
    result = subprocess.run(command, capture_output=True, text=True, env=environment)
    if result.returncode != 0:
        sys.exit(result.stderr)
    return result.stdout


def measure_theirs(part, files, seconds):
    """Images a second of all processes together, and milliseconds of a core for each image."""
    # As a data loader does on Linux; torch is loaded already, and has no threads so far.
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(cores())
    results = context.Queue()
    arguments = (part, files, seconds, barrier, results)
    workers = [context.Process(target=work, args=(number, *arguments), daemon=True) for number in range(cores())]
    for worker in workers:
        worker.start()
    try:
        counts = [results.get(timeout=seconds + 2 * PATIENCE) for _ in workers]
    except queue.Empty:
        sys.exit("compare.py: a process of the peer gave no result; what it printed tells why.")
    for worker in workers:
        worker.join()
    images = sum(count for count, _, _ in counts)
    return {
        "images_per_second": sum(count / wall for count, wall, _ in counts),
        "core_ms_per_image": 1000 * sum(core for _, _, core in counts) / images,
    }


def work(number, part, files, seconds, barrier, results):
    import official
    import torch
    from PIL import Image

    torch.set_num_threads(1)
    transform = official.Crops() if part == "decode_and_crop" else official.Everything()

    def load(path):
        with open(path, "rb") as file:
            return transform(Image.open(file).convert("RGB"))

    mine = files[number % len(files) :: cores()]
    for path in mine[:8]:
        load(path)
    barrier.wait(timeout=PATIENCE)
    wall, core, count = time.monotonic(), time.process_time(), 0
    while time.monotonic() - wall < seconds:
        load(mine[count % len(mine)])
        count += 1
    results.put((count, time.monotonic() - wall, time.process_time() - core))


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def summary(ours, theirs, versions, images):
    report = {"benchmark": "input", "rounds": len(ours), "images": images, "views": ours[0]["views"]}
    report["machine"] = ours[0]["machine"]
    report["peer"] = {**versions, "processes": cores()}
    stages = [{stage["stage"]: stage for stage in run["stages"]} for run in ours]
    report["stages"] = {name: medians([run[name] for run in stages]) for name in stages[0]}
    for part, stage in PARTS.items():
        own, other = report["stages"][stage], medians([run[part] for run in theirs])
        ratio = own["images_per_second"] / other["images_per_second"]
        report[part] = {"tfpipeline": own, "torchvision": other, "ratio": ratio}
    report["ratio"] = {part: report[part]["ratio"] for part in PARTS}
    return report


def medians(runs):
    numbers = {key: statistics.median(run[key] for run in runs) for key in ("images_per_second", "core_ms_per_image")}
    return {**numbers, "images_per_second_per_core": numbers["images_per_second"] / cores()}


def show(report):
    machine, peer = report["machine"], report["peer"]
    print(f"{machine['cpu']}, {machine['cores']} cores; TensorFlow {machine['tensorflow']}, Java {machine['java']}")
    print("Python {python}, torch {torch}, torchvision {torchvision}, Pillow {pillow}, {processes} processes".format(**peer))
    print(f"{report['images']} JPEG images to {report['views']}, median of {report['rounds']} rounds in turns\n")
    print(f"{'':28} images/s  per core  core-ms/image")
    for name, stage in report["stages"].items():
        line("ours, up to " + name, stage)
    for part in PARTS:
        line("torchvision, " + part.replace("_", " "), report[part]["torchvision"])
    for part, ratio in report["ratio"].items():
        print(f"ratio, {part.replace('_', ' ')}: {ratio:.2f}")


def line(name, numbers):
    print(
        f"{name:28} {numbers['images_per_second']:8,.1f}  {numbers['images_per_second_per_core']:8,.1f}"
        f"  {numbers['core_ms_per_image']:13.2f}"
    )


if __name__ == "__main__":
    main()
